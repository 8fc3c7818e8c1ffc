package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.dialect.ServerRefusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What no user can mend is said to the operator, and not at each bind. */
@ExtendWith(NoLeaks.class)
class SetUpFaultTest {
    @Test
    void aBindThatMeetsASetUpFaultIsWarnedOfOnceAnHourWithACount() {
        try (SessionHarness session = SessionHarness.setup()
                .limits("{ anonymousIdleTimeout: 2h, idleTimeout: 2h }")
                .open()) {
            refuse(session, 1, 8);
            refuse(session, 2, 8);
            refuse(session, 3, 8);
            assertThat(warnings(session)).singleElement().asString().contains("result=\"8\"", ServerRefusal.ENCRYPT);

            session.pass(Duration.ofMinutes(61));
            refuse(session, 4, 8);
            assertThat(warnings(session)).hasSize(2).last().asString().contains("times=\"3\"");
        }
    }

    @Test
    void aWrongPasswordIsNone() {
        try (SessionHarness session = SessionHarness.open()) {
            refuse(session, 1, 49);
            assertThat(warnings(session)).isEmpty();
        }
    }

    private static void refuse(SessionHarness session, int id, int code) {
        session.client(id + " bind cn=u1 secret");
        session.accept().send(id + " bindDone " + code);
        session.answers();
    }

    private static List<String> warnings(SessionHarness session) {
        return session.said().stream().filter(line -> line.startsWith("WARN")).toList();
    }
}

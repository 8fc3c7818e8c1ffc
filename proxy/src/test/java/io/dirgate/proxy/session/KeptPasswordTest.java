package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.upstream.Identity;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long the password of a simple bind is kept: never longer than it may be of use. */
@ExtendWith(NoLeaks.class)
class KeptPasswordTest {
    @Test
    void theSessionEndsBeforeTheBindIsAnswered() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret");
            Identity asking = asking(session);
            session.hangUp();
            assertThat(asking.isRepeatable()).isFalse();
        }
    }

    @Test
    void theServerTakesTheBindForAStepOfAnother() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret");
            Identity asking = asking(session);
            session.accept().send("1 bindDone 14");
            assertThat(asking.isRepeatable()).isFalse();
        }
    }

    @Test
    void theServerRefusesTheBind() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret");
            Identity asking = asking(session);
            session.accept().send("1 bindDone 49");
            assertThat(asking.isRepeatable()).isFalse();
        }
    }

    private static Identity asking(SessionHarness session) {
        Identity asking = ((Login.Binding) session.login()).asking();
        assertThat(asking).isNotNull().matches(Identity::isRepeatable);
        return Objects.requireNonNull(asking);
    }
}

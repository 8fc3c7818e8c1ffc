package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A response that a filter must see is held until it is whole; one that cannot be held fails the operation, and nothing else. */
@ExtendWith(NoLeaks.class)
class FilteredResponsesTest {
    private static final String MECHANISM = "supportedSASLMechanisms=EXTERNAL";

    @Test
    void rootDseLosesTheMechanismThatTheGatewayRefuses() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = rootDse(session);
            dc1.send("2 entry - " + MECHANISM, "2 searchDone 0");
            assertThat(session.answers()).hasSize(2).noneMatch(answer -> answer.contains("EXTERNAL"));
        }
    }

    @Test
    void rootDseThatIsLargerThanWhatIsHeldOtherwiseIsGathered() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = rootDse(session);
            Runnable rest = dc1.sendInPart("2 entry - " + MECHANISM + " description=" + "x".repeat(500_000));
            assertThat(session.answers()).isEmpty();
            assertThat(session.isMidAnswer()).isFalse();
            rest.run();
            dc1.send("2 searchDone 0");
            assertThat(session.answers())
                    .hasSize(2)
                    .first()
                    .asString()
                    .hasSizeGreaterThan(500_000)
                    .doesNotContain("EXTERNAL");
        }
    }

    @Test
    void rootDseThatCannotBeHeldFailsItsSearchAndNothingElse() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = rootDse(session);
            session.client("3 search dc=x");
            dc1.received();
            dc1.send("3 entry cn=a");
            Runnable rest = dc1.sendInPart("2 entry - " + MECHANISM + " description=" + "x".repeat(Responses.GATHERED));
            assertThat(session.answers()).containsExactly("3 entry cn=a", "2 searchDone 11");
            assertThat(session.logged()).containsExactly("2 search 11");
            assertThat(dc1.received()).containsExactly("2147483647 abandon 2");
            rest.run();
            dc1.send("2 searchDone 0", "3 searchDone 0");
            assertThat(session.answers()).containsExactly("3 searchDone 0");
        }
    }

    private static Peer rootDse(SessionHarness session) {
        Peer dc1 = session.bind();
        session.client("2 rootDse");
        dc1.received();
        return dc1;
    }
}

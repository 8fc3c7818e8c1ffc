package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** When a client may use a message id again. */
@ExtendWith(NoLeaks.class)
class MessageIdTest {
    @Test
    void anIdIsRefusedWhileTheAbandonedOperationMayBeAnswered() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x", "3 abandon 2", "2 search dc=y", "4 search dc=z");
            assertThat(session.answers()).containsExactly("2 searchDone 51");
            assertThat(dc1.received()).containsExactly("2 search dc=x", "3 abandon 2", "4 search dc=z");
        }
    }

    @Test
    void anIdIsTakenAgainOnceTheServerHasAnsweredTheAbandonedOperation() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x", "3 abandon 2");
            dc1.send("2 entry cn=a", "2 searchDone 0");
            session.client("2 search dc=y");
            dc1.send("2 searchDone 0");
            assertThat(session.answers()).containsExactly("2 searchDone 0");
        }
    }

    @Test
    void anIdIsTakenAgainWhenAServerWouldHaveEndedTheAbandonedOperation() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x", "3 abandon 2");
            session.pass(Duration.ofSeconds(150));
            dc1.received();
            session.client("2 search dc=y");
            assertThat(dc1.received()).containsExactly("2 search dc=y");
        }
    }

    @Test
    void aBindWithTheIdOfAnAbandonedOperationIsRefusedAndTheSessionStaysBound() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x", "3 abandon 2", "2 bind cn=u2 secret", "4 search dc=y");
            assertThat(session.answers()).containsExactly("2 bindDone 51");
            assertThat(dc1.received()).containsExactly("2 search dc=x", "3 abandon 2", "4 search dc=y");
        }
    }

    @Test
    void anIdThatIsInFlightEndsTheSessionAfterItsAnswer() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x", "2 search dc=y");
            dc1.send("2 searchDone 0");
            assertThat(session.answers()).containsExactly("2 searchDone 0", "0 notice 2");
            assertThat(dc1.received()).doesNotContain("2 search dc=y");
        }
    }
}

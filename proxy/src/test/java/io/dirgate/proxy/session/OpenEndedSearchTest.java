package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A search that may never end, such as a change notification, and what other requests make of it. */
@ExtendWith(NoLeaks.class)
class OpenEndedSearchTest {
    @Test
    void aBindBehindAChangeNotificationIsAnsweredBusy() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 notify dc=x", "3 bind cn=u2 secret", "4 search dc=x");
            assertThat(session.answers()).containsExactly("3 bindDone 51");
            assertThat(dc1.received()).containsExactly("2 search dc=x", "4 search dc=x");
        }
    }

    @Test
    void aBindIsSentOnceTheNotificationIsAbandoned() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 notify dc=x", "3 abandon 2", "4 bind cn=u2 secret");
            assertThat(dc1.received()).containsExactly("2 search dc=x", "3 abandon 2", "4 bind cn=u2 secret");
            assertThat(session.answers()).isEmpty();
        }
    }

    @Test
    void aShutdownDoesNotWaitForAChangeNotification() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            session.client("2 notify dc=x");
            session.drain();
            session.pass(Duration.ofSeconds(4));
            assertThat(session.isClosed()).isTrue();
        }
    }
}

package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The course of a session, from its first request to its end. */
@ExtendWith(NoLeaks.class)
class SessionTest {
    @Test
    void bindAndSearchAreForwardedAndTheConnectionIsLeftForOthers() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret");
            Peer dc1 = session.accept();
            assertThat(dc1.received()).containsExactly("1 bind cn=u1 secret");
            dc1.send("1 bindDone 0");
            assertThat(session.answers()).containsExactly("1 bindDone 0");

            session.client("2 search dc=x");
            assertThat(dc1.received()).containsExactly("2 search dc=x");
            dc1.send("2 entry cn=a cn=a", "2 searchDone 0");
            assertThat(session.answers()).containsExactly("2 entry cn=a cn=a", "2 searchDone 0");
            assertThat(session.logged()).containsExactly("1 bind 0", "2 search 0");

            session.client("3 unbind");
            assertThat(session.isClosed()).isTrue();
            assertThat(session.connectionsLeftForOthers()).isOne();
        }
    }

    @Test
    void requestsBehindABindWaitForItsResult() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret", "2 search dc=x", "3 modify cn=a");
            Peer dc1 = session.accept();
            assertThat(dc1.received()).containsExactly("1 bind cn=u1 secret");

            dc1.send("1 bindDone 0");
            assertThat(dc1.received()).containsExactly("2 search dc=x", "3 modify cn=a");
        }
    }

    @Test
    void anAbandonIsReadThoughAllThatMayBeInFlightIs() {
        try (SessionHarness session =
                SessionHarness.setup().limits("{ operationsInFlight: 2 }").open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x", "3 search dc=x", "4 search dc=y");
            assertThat(dc1.received()).containsExactly("2 search dc=x", "3 search dc=x");

            session.client("5 abandon 3");
            assertThat(dc1.received()).containsExactly("5 abandon 3", "4 search dc=y");
        }
    }

    @Test
    void theConnectionIsClosedAfterARefusedBind() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer bound = session.bind();
            session.client("2 bind cn=u2 wrong");
            bound.received();
            bound.send("2 bindDone 49");
            assertThat(session.answers()).containsExactly("2 bindDone 49");
            assertThat(bound.isClosed()).isTrue();

            session.client("3 search dc=x");
            assertThat(session.accept().received()).containsExactly("3 search dc=x");
        }
    }

    @Test
    void aSearchIsSentAgainAfterALoss() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x", "3 modify cn=a");
            dc1.received();
            session.takeDown("dc1");
            dc1.hangUp();

            assertThat(session.answers()).containsExactly("3 modifyDone 52");
            Peer dc2 = session.accept();
            assertThat(dc2.host()).isEqualTo("dc2");
            assertThat(dc2.received()).containsExactly("1 bind cn=u1 secret");
            dc2.send("1 bindDone 0");
            assertThat(dc2.received()).containsExactly("2 search dc=x");
            dc2.send("2 searchDone 0");
            assertThat(session.answers()).containsExactly("2 searchDone 0");
        }
    }

    @Test
    void aRequestThatKillsItsServerIsTakenToOneOtherAndNamedAsTheLikelyCause() {
        try (SessionHarness session =
                SessionHarness.setup().servers("dc1", "dc2", "dc3").open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x");
            session.takeDown("dc1");
            dc1.hangUp();
            Peer dc2 = session.accept();
            dc2.send("1 bindDone 0");
            session.takeDown("dc2");
            dc2.hangUp();

            assertThat(session.answers()).containsExactly("2 searchDone 52");
            assertThat(session.diagnostics().get(0)).contains("it is the likely cause");
            assertThat(session.wantsNoConnection()).isTrue();
        }
    }

    @Test
    void aSessionAtWorkIsServedAMomentLongerWhenTheProcessEnds() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.drain();
            session.client("2 search dc=x");
            dc1.send("2 searchDone 0");
            assertThat(session.answers()).containsExactly("2 searchDone 0");

            session.pass(Duration.ofSeconds(3));
            assertThat(session.isClosed()).isTrue();
        }
    }

    @Test
    void anIdleSessionEndsAtOnceWhenTheProcessEnds() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            session.pass(Duration.ofSeconds(2));
            session.drain();
            session.pass(Duration.ofSeconds(1));
            assertThat(session.isClosed()).isTrue();
        }
    }
}

package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that asks nothing for longer than its directory server keeps a connection. */
@ExtendWith(NoLeaks.class)
class UpstreamIdleTest {
    private static final Duration SERVERS_LIMIT = Duration.ofMinutes(15);

    @Test
    void theServerConnectionIsGivenUpAndHadBackReboundAtTheNextRequest() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            session.pass(SERVERS_LIMIT);
            assertThat(session.connectionsLeftForOthers()).isOne();
            assertThat(session.isClosed()).isFalse();

            session.client("2 search dc=x");
            Peer again = session.accept();
            assertThat(again.host()).isEqualTo("dc1");
            assertThat(again.received()).containsExactly("1 bind cn=u1 secret");
            again.send("1 bindDone 0");
            again.send("2 searchDone 0");
            assertThat(session.answers()).containsExactly("2 searchDone 0");
        }
    }

    @Test
    void aConnectionIsGivenUpEachTimeThatItsClientIsIdle() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            session.pass(SERVERS_LIMIT);
            session.client("2 search dc=x");
            Peer again = session.accept();
            again.send("1 bindDone 0");
            again.send("2 searchDone 0");
            session.pass(SERVERS_LIMIT);
            assertThat(session.connectionsLeftForOthers()).isEqualTo(2);
        }
    }

    @Test
    void aClientThatAsksNowAndThenKeepsItsServerConnection() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            for (int id = 2; id < 5; id++) {
                session.pass(Duration.ofMinutes(10));
                session.client(id + " search dc=x");
                dc1.send(id + " searchDone 0");
            }
            assertThat(session.answers()).containsExactly("2 searchDone 0", "3 searchDone 0", "4 searchDone 0");
            assertThat(session.connectionsLeftForOthers()).isZero();
        }
    }

    @Test
    void aSessionBoundBySaslEndsQuietlyWhenItsServerEndsIt() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 sasl GSS-SPNEGO");
            Peer dc1 = session.accept();
            dc1.send("1 bindDone 0");
            session.answers();
            session.pass(SERVERS_LIMIT);
            assertThat(session.isClosed()).isFalse();

            dc1.hangUp();
            session.pass(Duration.ofSeconds(1));
            assertThat(session.answers()).isEmpty();
            assertThat(session.isClosed()).isTrue();
        }
    }

    @Test
    void aChangeNotificationKeepsItsServerConnection() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 notify dc=x");
            session.pass(SERVERS_LIMIT);
            dc1.send("2 entry cn=a");
            assertThat(session.answers()).containsExactly("2 entry cn=a");
        }
    }

    @Test
    void aPagingCookieOfTheGivenUpConnectionIsRefused() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 page dc=x");
            dc1.send("2 pageDone 1");
            session.pass(SERVERS_LIMIT);
            session.answers();
            session.client("3 page dc=x 1");
            assertThat(session.answers()).containsExactly("3 searchDone 53");
        }
    }

    @Test
    void anIdleClientIsKeptForADay() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            session.pass(Duration.ofHours(23));
            assertThat(session.isClosed()).isFalse();
            session.pass(Duration.ofHours(1).plusSeconds(1));
            assertThat(session.isClosed()).isTrue();
        }
    }
}

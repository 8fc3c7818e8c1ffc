package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.upstream.RecentLatency;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A directory server that says nothing for a while. */
@ExtendWith(NoLeaks.class)
class SilenceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aServerThatAnswersNoProbeIsLeftWithinTwoSeconds() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            session.client("2 search dc=x", "3 modify cn=a");
            session.pass(Duration.ofMillis(500));
            // The probe takes its second, and fails.
            session.pass(SECOND);
            assertThat(session.answerProbes(false)).isOne();

            assertThat(session.answers()).containsExactly("3 modifyDone 52");
            Peer dc2 = session.accept();
            assertThat(dc2.host()).isEqualTo("dc2");
            dc2.send("1 bindDone 0", "2 searchDone 0");
            assertThat(session.counted()).contains("upstreamLost dc1:389 unresponsive", "sessionMoved dc1:389 dc2:389");
        }
    }

    @Test
    void aServerThatIsOnlySlowIsWaitedFor() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x");
            for (int i = 0; i < 10; i++) {
                session.pass(SECOND);
                session.answerProbes(true);
            }
            assertThat(session.wantsNoConnection()).isTrue();
            dc1.send("2 searchDone 0");
            assertThat(session.answers()).containsExactly("2 searchDone 0");
        }
    }

    @Test
    void aServerIsWaitedForIfThereIsNoOther() {
        try (SessionHarness session = SessionHarness.setup().servers("dc1").open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x");
            session.pass(SECOND);
            session.answerProbes(false);
            session.pass(SECOND);
            dc1.send("2 searchDone 0");
            assertThat(session.answers()).containsExactly("2 searchDone 0");
        }
    }

    @Test
    void aKindOfOperationThatUsuallyTakesLongMayTakeLong() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            RecentLatency.ofLoop().record(LdapOp.SEARCH, SECOND.toNanos());
            session.client("2 search dc=x");
            session.pass(Duration.ofMillis(2500));
            assertThat(session.answerProbes(false)).isZero();

            session.pass(Duration.ofMillis(500));
            assertThat(session.answerProbes(false)).isOne();
            assertThat(session.wantsNoConnection()).isTrue();
            // Five times a second, rounded up, and what the look at the line may be late.
            session.pass(Duration.ofMillis(2750));
            assertThat(session.wantsNoConnection()).isFalse();
        }
    }

    @Test
    void aServerThatAnswersAnythingIsNotSilent() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x");
            for (int i = 0; i < 10; i++) {
                dc1.send("2 entry cn=a");
                session.pass(Duration.ofMillis(400));
            }
            assertThat(session.answerProbes(false)).isZero();
        }
    }

    @Test
    void aChangeNotificationMayBeSilentForEver() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            session.client("2 notify dc=x");
            session.pass(Duration.ofSeconds(10));
            assertThat(session.answerProbes(false)).isZero();
        }
    }

    @Test
    void aServerThatTakesNoConnectionIsLeftForAnother() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret");
            assertThat(session.asked().host()).isEqualTo("dc1");
            session.pass(Duration.ofMillis(1500));
            session.answerProbes(false);
            assertThat(session.accept().host()).isEqualTo("dc2");
        }
    }

    @Test
    void aRepeatedBindWithoutAnAnswerIsTakenElsewhere() {
        try (SessionHarness session =
                SessionHarness.setup().servers("dc1", "dc2", "dc3").open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x");
            session.takeDown("dc1");
            dc1.hangUp();
            assertThat(session.accept().received()).containsExactly("1 bind cn=u1 secret");
            session.pass(Duration.ofMillis(1500));
            session.answerProbes(false);
            assertThat(session.accept().host()).isEqualTo("dc3");
        }
    }

    @Test
    void newSessionsDoNotGoToAServerThatDoesNotRespond() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            session.client("2 search dc=x");
            session.pass(Duration.ofMillis(1500));
            session.answerProbes(false);
            session.accept().send("1 bindDone 0", "2 searchDone 0");
            session.client("3 bind cn=u1 wrong");
            session.answers();
            assertThat(session.counted()).contains("sessionMoved dc1:389 dc2:389");
        }
    }
}

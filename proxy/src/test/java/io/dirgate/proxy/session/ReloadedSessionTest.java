package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A session that goes on while the configuration is read again. */
@ExtendWith(NoLeaks.class)
class ReloadedSessionTest {
    @Test
    void aShorterIdleTimeoutEndsASessionThatIsIdleForLonger() {
        try (SessionHarness session = SessionHarness.bound()) {
            session.pass(Duration.ofMinutes(2));
            session.reloadLimits("{ idleTimeout: 1h }");
            assertThat(session.endedFor()).isNull();
            session.reloadLimits("{ idleTimeout: 1m }");
            assertThat(session.endedFor()).isEqualTo("idle");
        }
    }

    @Test
    void theFirstRequestsTimeCountsFromTheBeginningOfTheConnection() {
        try (SessionHarness session = SessionHarness.open()) {
            session.pass(Duration.ofSeconds(20));
            session.reloadLimits("{ firstRequestTimeout: 30s }");
            session.pass(Duration.ofSeconds(9));
            assertThat(session.endedFor()).isNull();
            session.pass(Duration.ofSeconds(1));
            assertThat(session.endedFor()).isEqualTo("firstRequestTimeout");
        }
    }

    @Test
    void whatWaitedForALargerLimitGoesOnAtOnce() {
        try (SessionHarness session =
                SessionHarness.setup().limits("{ operationsInFlight: 1 }").open()) {
            Peer server = session.bind();
            session.client("2 search dc=x", "3 search dc=x");
            assertThat(server.received()).containsExactly("2 search dc=x");
            session.reloadLimits("{ operationsInFlight: 2 }");
            assertThat(server.received()).containsExactly("3 search dc=x");
        }
    }

    @Test
    void theSizeOfRequestsIsThatOfTheClientsStanding() {
        try (SessionHarness session = SessionHarness.bound()) {
            session.reloadLimits("{ requestSize: 1KiB, anonymousRequestSize: 1KiB }");
            session.client("2 search dc=" + "x".repeat(1024));
            assertThat(session.endedFor()).isEqualTo("requestRefused");
        }
    }

    @Test
    void lessMemoryForRequestsTurnsThemAwayAtOnce() {
        try (SessionHarness session =
                SessionHarness.setup().limits("{ requestMemory: 48MiB }").open()) {
            session.bind();
            session.client("2 search dc=" + "x".repeat(785_000));
            assertThat(session.answers()).as("it is over limits.searchSize").containsExactly("2 searchDone 53");
            session.reloadLimits("{ requestMemory: 1MiB, requestSize: 768KiB }");
            session.client("3 search dc=" + "x".repeat(785_000));
            assertThat(session.answers()).as("there is no memory for it").containsExactly("3 searchDone 51");
        }
    }

    @Test
    void aPasswordThatIsNoLongerToBeKeptIsForgottenAndTheSessionEndsWithItsServer() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer server = session.bind();
            session.reloadUpstream("{ keepCredentials: false }");
            session.client("2 search dc=x");
            server.send("2 searchDone 0");
            assertThat(session.answers()).containsExactly("2 searchDone 0");
            server.hangUp();
            session.settle();
            assertThat(session.wantsNoConnection()).isTrue();
            assertThat(session.endedFor()).isNotNull();
        }
    }

    @Test
    void aSessionBetweenTwoServersMovesWithItsPasswordAndForgetsItThen() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer lost = session.bind();
            session.client("2 search dc=x");
            lost.hangUp();
            session.settle();
            session.reloadUpstream("{ keepCredentials: false }");
            Peer next = session.accept();
            assertThat(next.received()).containsExactly("1 bind cn=u1 secret");
            next.send("1 bindDone 0");
            next.send("2 searchDone 0");
            assertThat(session.answers()).containsExactly("2 searchDone 0");
            next.hangUp();
            session.settle();
            assertThat(session.wantsNoConnection()).isTrue();
            assertThat(session.endedFor()).isNotNull();
        }
    }

    @Test
    void anIdleServerConnectionIsGivenUpAfterTheNewTime() {
        try (SessionHarness session = SessionHarness.bound()) {
            session.pass(Duration.ofMinutes(2));
            assertThat(session.connectionsLeftForOthers()).isZero();
            session.reloadUpstream("{ idleTimeout: 1m }");
            assertThat(session.connectionsLeftForOthers()).isOne();
            assertThat(session.endedFor()).isNull();
        }
    }

    @Test
    void aPasswordThatIsNoLongerToBeKeptIsForgottenOnceItsBindHasSucceeded() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret");
            Peer server = session.accept();
            session.reloadUpstream("{ keepCredentials: false }");
            server.send("1 bindDone 0");
            assertThat(session.login().canBeRestored()).isFalse();
        }
    }
}

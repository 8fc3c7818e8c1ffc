package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a client gets before the gateway closes its connection: clients that reconnect by themselves do so only after a quiet close. */
@ExtendWith(NoLeaks.class)
class EndOfSessionTest {
    /** The gateway ends its side first, and waits a second for the client to end the other. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** Without a request in this time a session is idle, and ends at once at shutdown. */
    private static final Duration ACTIVE = Duration.ofSeconds(2);

    @Test
    void anIdleSessionIsClosedQuietly() {
        try (SessionHarness session =
                SessionHarness.setup().limits("{ idleTimeout: 1m }").open()) {
            session.bind();
            session.pass(Duration.ofSeconds(59));
            assertThat(session.isClosed()).isFalse();
            session.pass(Duration.ofSeconds(1).plus(LINGER));
            assertThat(session.isClosed()).isTrue();
            assertThat(session.answers()).isEmpty();
        }
    }

    @Test
    void aSessionWithoutAFirstRequestIsClosedQuietly() {
        try (SessionHarness session =
                SessionHarness.setup().limits("{ firstRequestTimeout: 5s }").open()) {
            session.pass(Duration.ofMillis(4750));
            assertThat(session.isClosed()).isFalse();
            session.pass(Duration.ofMillis(250).plus(LINGER));
            assertThat(session.isClosed()).isTrue();
            assertThat(session.answers()).isEmpty();
        }
    }

    @Test
    void aQuietSessionIsClosedQuietlyAtShutdown() {
        try (SessionHarness session = SessionHarness.bound()) {
            session.pass(ACTIVE);
            session.drain();
            session.pass(LINGER);
            assertThat(session.isClosed()).isTrue();
            assertThat(session.answers()).isEmpty();
        }
    }

    @Test
    void anOperationIsAnsweredBeforeAQuietCloseAtShutdown() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x");
            session.drain();
            dc1.send("2 searchDone 0");
            session.pass(ACTIVE.plus(LINGER));
            assertThat(session.answers()).containsExactly("2 searchDone 0");
            assertThat(session.isClosed()).isTrue();
        }
    }

    @Test
    void aNoticeIsSentWhereItIsSwitchedOn() {
        try (SessionHarness session =
                SessionHarness.setup().shutdown("{ notice: on }").open()) {
            session.bind();
            session.pass(ACTIVE);
            session.drain();
            assertThat(session.answers()).containsExactly("0 notice 52");
        }
    }

    @Test
    void whatWaitsIsAnsweredUnavailableBeforeAQuietCloseWhenNoServerCanBeHad() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret", "2 search dc=x");
            session.asked().fail(Loss.Kind.CONNECT_FAILED);
            session.asked().fail(Loss.Kind.CONNECT_FAILED);

            assertThat(session.answers()).containsExactly("1 bindDone 52", "2 searchDone 52");
            assertThat(session.diagnostics()).allMatch(text -> text.contains("no directory server can be reached"));
            assertThat(session.logged()).containsExactly("1 bind 52", "2 search 52");
            session.pass(LINGER);
            assertThat(session.isClosed()).isTrue();
        }
    }

    @Test
    void anIdleSessionIsClosedQuietlyWhenTheOnlyServerIsLost() {
        try (SessionHarness session = SessionHarness.setup().servers("dc1").open()) {
            Peer dc1 = session.bind();
            dc1.hangUp();
            session.pass(LINGER);
            assertThat(session.answers()).isEmpty();
            assertThat(session.isClosed()).isTrue();
        }
    }

    @Test
    void anIdleSessionOutlivesItsServerWhenThereIsAnother() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            dc1.hangUp();
            session.pass(LINGER);
            assertThat(session.isClosed()).isFalse();
        }
    }

    @Test
    void anOperationThatCannotMoveIsAnsweredBeforeTheQuietClose() {
        try (SessionHarness session =
                SessionHarness.setup().credentialsNotKept().open()) {
            Peer dc1 = session.bind();
            session.client("2 modify cn=a");
            dc1.hangUp();
            session.pass(LINGER);
            assertThat(session.answers()).containsExactly("2 modifyDone 52");
            assertThat(session.isClosed()).isTrue();
        }
    }

    @Test
    void aClientThatClosesSoonAfterItsAnswerHasNotLeftAfterTheHandshake() {
        try (SessionHarness session = SessionHarness.setup().tlsFirst().open()) {
            session.secure();
            session.bind();
            session.hangUp();
            assertThat(session.endedFor()).isEqualTo("clientClosed");
        }
    }

    @Test
    void aClientThatEndsItsSideSoonAfterTheHandshakeGetsItsAnswers() {
        try (SessionHarness session = SessionHarness.setup().tlsFirst().open()) {
            session.secure();
            Peer dc1 = session.bind();
            session.client("2 search dc=x");
            session.halfClose();
            dc1.send("2 searchDone 0");
            assertThat(session.answers()).containsExactly("2 searchDone 0");
        }
    }
}

package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResultCode;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the session makes of each thing that can happen to the client's connection. */
@ExtendWith(NoLeaks.class)
class ConnectionEventsTest {
    static Stream<Arguments> events() {
        return Stream.of(
                arguments(new ClientHandler.EndNow(CloseReason.MADE_ROOM, "for others"), "madeRoom"),
                arguments(new SslHandshakeCompletionEvent(new SSLException("no")), "tlsFailed"),
                arguments(new SniCompletionEvent("host", new SSLException("no")), "tlsFailed"),
                arguments(new SniCompletionEvent("host"), null),
                arguments(SslCloseCompletionEvent.SUCCESS, "clientClosed"),
                arguments(new ClientHandler.ClearAlert(48), null),
                arguments(new ClientHandler.NotTls("HTTP"), "notTls"),
                arguments("what nobody knows", null));
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventEndsTheSessionOrDoesNot(Object event, @Nullable String reason) {
        try (SessionHarness session = SessionHarness.setup().tlsFirst().open()) {
            session.event(event);
            assertThat(session.endedFor()).isEqualTo(reason);
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(new LdapProtocolException("no LDAP"), "protocolError"),
                arguments(new LdapProtocolException(ResultCode.BUSY, "no room"), "overloaded"),
                arguments(new LdapProtocolException(ResultCode.UNWILLING_TO_PERFORM, "too large"), "requestRefused"),
                arguments(new DecoderException(new LdapProtocolException("no LDAP")), "protocolError"),
                arguments(new DecoderException("without a cause"), "internalError"),
                arguments(new OutOfMemoryError("no buffers"), "overloaded"),
                arguments(new SSLException("bad record"), "tlsFailed"),
                arguments(new TooLongFrameException("a ClientHello without an end"), "tlsFailed"),
                arguments(new IOException("Connection reset"), "clientReset"),
                arguments(new IllegalStateException("a defect"), "internalError"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultEndsTheSessionForItsReason(Throwable fault, String reason) {
        try (SessionHarness session = SessionHarness.open()) {
            session.fault(fault);
            assertThat(session.endedFor()).isEqualTo(reason);
        }
    }

    @Test
    void theFirstOfSeveralReasonsCounts() {
        try (SessionHarness session = SessionHarness.open()) {
            session.fault(new LdapProtocolException("no LDAP"));
            session.fault(new SSLException("bad record"));
            session.fault(new IOException("Connection reset"));
            assertThat(session.counted())
                    .filteredOn(line -> line.startsWith("sessionClosed "))
                    .hasSize(1);
            assertThat(session.endedFor()).isEqualTo("protocolError");
        }
    }

    @Test
    void aClientThatIsGoneInTheMiddleOfTheHandshakeHasNotHadOne() {
        try (SessionHarness session = SessionHarness.setup().tlsFirst().open()) {
            session.halfClose();
            assertThat(session.endedFor()).isEqualTo("tlsFailed");
            assertThat(session.counted())
                    .filteredOn(line -> line.startsWith("handshakeFailed "))
                    .hasSize(1);
        }
    }

    @Test
    void aClientThatEndsItsSideRightAfterTheHandshakeDistrustsTheCertificate() {
        try (SessionHarness session = SessionHarness.setup().tlsFirst().open()) {
            session.secure();
            session.halfClose();
            assertThat(session.endedFor()).isEqualTo("leftAfterHandshake");
        }
    }

    @Test
    void aClientThatLeavesLaterOrInTheMiddleOfARequestDoesNot() {
        try (SessionHarness session = SessionHarness.setup().tlsFirst().open()) {
            session.secure();
            session.pass(Duration.ofSeconds(5));
            session.hangUp();
            assertThat(session.endedFor()).isEqualTo("clientClosed");
        }
        try (SessionHarness session = SessionHarness.setup().tlsFirst().open()) {
            session.secure();
            session.client(new byte[] {0x30, 0x20, 2, 1});
            session.hangUp();
            assertThat(session.endedFor()).isEqualTo("clientClosed");
        }
    }

    @Test
    void theAccessLogKnowsTheClientsTls() {
        try (SessionHarness session = SessionHarness.setup().tlsFirst().open()) {
            assertThat(session.tls()).isEqualTo("null null null");
            session.secure();
            assertThat(session.tls()).isEqualTo("TLSv1.3 TLS_AES_128_GCM_SHA256 X25519MLKEM768");
        }
    }

    @Test
    void aClientThatEndsItsSideWhileTheSessionLingersIsLetGo() {
        try (SessionHarness session =
                SessionHarness.setup().limits("{ idleTimeout: 1m }").open()) {
            session.bind();
            session.pass(Duration.ofMinutes(1));
            assertThat(session.endedFor()).isEqualTo("idle");
            assertThat(session.isClosed()).isFalse();
            session.halfClose();
            assertThat(session.isClosed()).isTrue();
        }
    }
}

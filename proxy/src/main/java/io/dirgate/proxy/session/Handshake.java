package io.dirgate.proxy.session;

import io.dirgate.proxy.client.TlsFault;
import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Operation;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Performs the TLS handshake with the client, either at the start or after StartTLS. Changes {@link Protection}. */
final class Handshake {
    /** If the client closes later than this after the handshake, its reason was not the certificate. */
    private static final Duration LEAVES_AT_ONCE = Duration.ofSeconds(5);

    private final ClientSession session;
    private final SessionState state;
    private final Channel channel;
    private final ClientEntry entry;
    private final LdapFrameDecoder decoder;
    private final Ticker clock;
    private long decodedBefore;
    private @Nullable Integer clearAlert;

    Handshake(ClientSession session, SessionState state, Channel channel, ClientEntry entry, LdapFrameDecoder decoder) {
        this.session = session;
        this.state = state;
        this.channel = channel;
        this.entry = entry;
        this.decoder = decoder;
        this.clock = channel.eventLoop().ticker();
    }

    /** Accepts StartTLS, or answers with the reason for refusing it. No operation may be in flight. */
    void startTls(Operation request) {
        if (!(state.protection() instanceof Protection.Clear clear)) {
            session.replies.answer(request, ResultCode.OPERATIONS_ERROR, "TLS is already active");
            return;
        }
        if (!entry.offersStartTls()) {
            session.replies.answer(request, ResultCode.PROTOCOL_ERROR, "StartTLS is not offered on this port");
            return;
        }
        session.replies.agreeToStartTls(request);
        session.intake.dropParked();
        decoder.discardArrived();
        state.protection(clear.handshake(clock.nanoTime()));
        entry.tls().accept(channel);
    }

    void onDone(String version, String cipher, @Nullable String keyExchange) {
        if (!(state.protection() instanceof Protection.Handshaking handshaking)) {
            return;
        }
        long now = clock.nanoTime();
        state.protection(handshaking.done(version, cipher, keyExchange, now));
        decodedBefore = decoder.decoded();
        session.accounting.factsChanged();
        if (!state.isBound()) {
            decoder.maxRequestSize(state.service().limits().anonymousRequestSize());
        }
        session.accounting.metrics().handshake(entry.listener(), version, now - handshaking.sinceNanos());
    }

    /** The client sent an alert in clear. The TLS library will fail on it without reporting the alert. */
    void onClearAlert(int description) {
        clearAlert = description;
    }

    /** Netty may report the failure more than once. */
    void onFailed(Throwable cause) {
        if (!state.isClosed()) {
            TlsFault fault = TlsFault.of(cause, clearAlert);
            session.accounting.metrics().handshakeFailed(entry.listener(), fault.label());
            session.close(CloseReason.TLS_FAILED, fault.text());
        }
    }

    /** The client closed right after the handshake, probably because it does not trust the certificate. */
    void onLeft() {
        session.accounting.metrics().handshakeFailed(entry.listener(), TlsFault.LEFT.label());
        session.close(CloseReason.LEFT_AFTER_HANDSHAKE, TlsFault.LEFT.text());
    }

    /** True if the handshake ended recently and the client has sent nothing since. */
    boolean hasJustCompleted() {
        Protection.On tls = state.protection().tls();
        return tls != null
                && decoder.decoded() == decodedBefore
                && !decoder.isMidRequest()
                && clock.nanoTime() - tls.sinceNanos() < LEAVES_AT_ONCE.toNanos();
    }
}

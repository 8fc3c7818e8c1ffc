package io.dirgate.proxy.session;

import io.dirgate.proxy.client.ClientOutput;
import io.dirgate.proxy.client.GracefulClose;
import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.upstream.Identity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/** Ends a session: completes {@link Life}, ends all waiting operations, and sends the last message to the client. */
final class SessionEnd {
    private final ClientSession session;
    private final SessionState state;
    private final Channel channel;
    private final ClientEntry entry;
    private final LdapFrameDecoder decoder;

    SessionEnd(
            ClientSession session, SessionState state, Channel channel, ClientEntry entry, LdapFrameDecoder decoder) {
        this.session = session;
        this.state = state;
        this.channel = channel;
        this.entry = entry;
        this.decoder = decoder;
    }

    /**
     * Starts draining. A session with a SASL layer may have operations in flight that the gateway cannot see, so it
     * lives until {@code shutdown.timeout}.
     */
    void drain(Ending ending) {
        if (!(state.life() instanceof Life.Open open)) {
            return;
        }
        if (!state.canDrain()) {
            session.close(ending.reason(), ending.detail());
        } else if (!(state.login() instanceof Login.Layered)) {
            state.life(open.drain(ending));
            endIfAnswered();
        }
    }

    /** As {@link #drain}, with a limit to the wait for the answers. */
    void endWhenAnswered(Ending ending) {
        drain(ending);
        if (!state.isClosed()) {
            session.timers.onEnding(ending);
        }
    }

    void endIfAnswered() {
        if (state.life() instanceof Life.Draining draining && session.isAnswered()) {
            session.close(draining.ending().reason(), draining.ending().detail());
        }
    }

    /** Ends the session. Only the first call has an effect. */
    void close(CloseReason reason, String detail, ClientOutput output) {
        Identity identity = state.login().identity();
        boolean midResponse = session.upstream.isMidResponse();
        boolean handshaking = state.isHandshaking();
        boolean owed = !session.owesNothing() || decoder.isMidRequest();
        String why = detail.isEmpty() ? reason.detail(owed) : detail;
        session.timers.stop();
        decoder.stop();
        session.upstream.leave();
        if (reason.answersWaiting()) {
            answerWaiting(why);
        }
        reportOwed();
        state.life(new Life.Closed());
        if (state.login() instanceof Login.Binding binding) {
            state.login(binding.failed());
        } else if (identity != null) {
            identity.forget();
        }
        output.drop();
        session.accounting.reportBytes(output.takeBytes());
        log(reason, why, owed, identity == null);
        GracefulClose.close(channel, midResponse || handshaking ? null : lastWord(reason, why));
    }

    private void log(CloseReason reason, String why, boolean owed, boolean stranger) {
        session.accounting.metrics().sessionClosed(entry.listener(), reason.label());
        long times = stranger ? entry.watch().onStrangerEnded(reason) : 1;
        if (times > 0) {
            LoggingEventBuilder line = session.accounting
                    .line(reason.level(owed))
                    .addKeyValue("listener", entry.listener())
                    .addKeyValue("reason", reason.label())
                    .addKeyValue("detail", why);
            Accounting.log(line, times, "session ended");
        }
    }

    /** Null if the connection is closed without a notice. */
    private @Nullable ByteBuf lastWord(CloseReason reason, String why) {
        if (reason.sendsNotice(state.service().notice())) {
            return LdapReplies.noticeOfDisconnection(channel.alloc(), reason.noticeCode(), why);
        }
        return reason.isGateways() ? Unpooled.EMPTY_BUFFER : null;
    }

    private void answerWaiting(String why) {
        for (Operation operation : session.inFlight.inOrder()) {
            session.replies.answer(
                    operation, ResultCode.UNAVAILABLE, operation.isSent() ? Recovery.MAY_BE_CARRIED_OUT + why : why);
        }
        session.intake.answerParked(ResultCode.UNAVAILABLE, why);
    }

    /** Ends all operations that will get no answer, while the session's facts are still known. */
    private void reportOwed() {
        session.inFlight.inOrder().forEach(session.replies::giveUp);
        session.intake.dropParked();
    }
}

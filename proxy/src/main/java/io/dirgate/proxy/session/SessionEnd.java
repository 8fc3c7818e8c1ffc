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

/** Ends a session: moves {@link Life} to its end, sees off all that waits, and has the last word with the client. */
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

    /** What a SASL layer hides may still be in flight: such a session lives until the time for draining is over. */
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

    void endIfAnswered() {
        if (state.life() instanceof Life.Draining draining && session.isAnswered()) {
            session.close(draining.ending().reason(), draining.ending().detail());
        }
    }

    /** The first reason counts. */
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
            (times == 1 ? line : line.addKeyValue("times", times)).log("session ended");
        }
    }

    /** Null where the connection is closed at once. */
    private @Nullable ByteBuf lastWord(CloseReason reason, String why) {
        if (reason.isSaid(state.service().notice())) {
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

    /** What has no answer and will have none, while it is known whose it was. */
    private void reportOwed() {
        session.inFlight.inOrder().forEach(session.replies::giveUp);
        session.intake.dropParked();
    }
}

package io.dirgate.proxy.session;

import io.dirgate.proxy.client.ClientOutput;
import io.dirgate.proxy.client.ClientReading;
import io.dirgate.proxy.client.GracefulClose;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.operation.InFlight;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.channels.ClosedChannelException;
import org.slf4j.event.Level;

/**
 * One client's connection. Hears what happens to it, hands that to the part of the session whose matter it is, and ends the session.
 * All of it runs on the client's event loop.
 */
final class ClientSession {
    final SessionState state;
    final Accounting accounting;
    final InFlight inFlight = new InFlight();
    final ServerMemory memory = new ServerMemory(inFlight);
    final Replies replies;
    final Intake intake;
    final Requests requests;
    final Binds binds;
    final Handshake handshake;
    final Responses responses;
    final Recovery recovery;
    final Upstream upstream;
    final SessionTimers timers;

    private final Channel channel;
    private final LdapFrameDecoder decoder;
    private final ClientEntry entry;
    private final ClientOutput output;
    private final SessionEnd end;

    ClientSession(long number, Channel channel, LdapFrameDecoder decoder, ClientEntry entry, Service service) {
        this.channel = channel;
        this.decoder = decoder;
        this.entry = entry;
        state = new SessionState(
                service, entry.firstProtection(channel.eventLoop().ticker().nanoTime()));
        accounting = new Accounting(number, channel, entry, state);
        upstream = new Upstream(this, state, channel);
        output = new ClientOutput(channel, upstream::isMidResponse);
        replies = new Replies(accounting, inFlight, output, channel.alloc());
        intake = new Intake(this, state, decoder);
        requests = new Requests(this, state, output);
        binds = new Binds(this, state, decoder);
        handshake = new Handshake(this, state, channel, entry, decoder);
        responses = new Responses(this, channel.alloc());
        recovery = new Recovery(this, state);
        timers = new SessionTimers(this, state, channel, decoder);
        end = new SessionEnd(this, state, channel, entry, decoder);
    }

    // What the client does.

    void onConnected() {
        accounting.metrics().sessionOpened(entry.listener());
        timers.start();
    }

    void onRequest(LdapFrame request) {
        timers.onRequest();
        intake.onRequest(request);
    }

    /** All requests that came in one read have been seen. */
    void onRequestsRead() {
        goOn();
        timers.onRequestsRead();
    }

    void onSecurityLayer(ByteBuf bytes) {
        accounting.active();
        if (state.login() instanceof Login.Bound bound && state.protection().admitsRequests()) {
            state.login(bound.layered());
            upstream.passLayer();
        } else if (!(state.login() instanceof Login.Layered)) {
            close(CloseReason.PROTOCOL_ERROR, "not LDAP");
        }
        accounting.received(bytes.readableBytes());
        upstream.sendLayered(bytes);
    }

    /** The client takes what is written, or no longer does. */
    void onWritabilityChanged() {
        timers.onWritabilityChanged();
        entry.watch().onWritabilityChanged(channel);
        updateReading();
    }

    /** The client has closed. */
    void onClosed(CloseReason reason, String detail) {
        if (!state.isClosed() && handshake.isAllThatWas()) {
            handshake.onLeft();
        } else {
            close(reason, detail);
        }
    }

    /** The client has shut down its side: it may still wait for answers, but not without end, since it may as well be gone. */
    void onInputEnded() {
        if (state.isClosed()) {
            GracefulClose.closeWhenFlushed(channel);
        } else if (state.isHandshaking()) {
            handshake.onFailed(new ClosedChannelException());
        } else if (handshake.isAllThatWas()) {
            onClosed(CloseReason.CLIENT_CLOSED, "");
        } else {
            endWhenAnswered(Ending.of(CloseReason.CLIENT_CLOSED));
        }
    }

    /**
     * Reads nothing behind a request that is none. What came before it is carried out and answered, as by a directory server; then
     * the session ends.
     */
    void onProtocolError(LdapProtocolException fault) {
        stopReading(CloseReason.of(fault), String.valueOf(fault.getMessage()));
    }

    // What the directory server does.

    void onBytes(ByteBuf bytes) {
        if (state.login() instanceof Login.Layered) {
            accounting.active();
        }
        output.pass(bytes);
    }

    /** All responses that came in one read have been handed over. */
    void onResponsesRead() {
        responses.onRead();
        goOn();
    }

    // What the process does.

    /** The configuration was read again. The session and its connections go on, by the new settings from here on. */
    void onService(Service next) {
        state.service(next);
        accounting.factsChanged();
        int first = state.protection().tls() == null
                ? entry.firstRequestSize(next.limits())
                : next.limits().anonymousRequestSize();
        decoder.maxRequestSize(state.isBound() ? next.limits().requestSize() : first);
        decoder.onMemoryLimit();
        binds.forgetUnwantedCredential();
        timers.onLimits();
        goOn();
    }

    /** The process ends. A session that is at work is served a moment longer: most end by themselves then. */
    void onDrain() {
        if (isQuiet() && !timers.wasActiveWithin(ClientHandler.DRAIN_GRACE)) {
            end.drain(Ending.of(CloseReason.DRAINED));
        } else {
            timers.onDrain(ClientHandler.DRAIN_GRACE, () -> end.drain(Ending.of(CloseReason.DRAINED)));
        }
    }

    // How it ends.

    /** Takes no more requests, and ends the session when those that came have been answered, or soon. */
    void stopReading(CloseReason reason, String detail) {
        decoder.stop();
        endWhenAnswered(new Ending(reason, detail));
    }

    private void endWhenAnswered(Ending ending) {
        end.drain(ending);
        if (!state.isClosed()) {
            timers.onEnding(ending);
        }
    }

    /** Ends the session; the first reason counts. */
    void close(CloseReason reason, String detail) {
        if (!state.isClosed()) {
            end.close(reason, detail, output);
        }
    }

    /** A defect of the gateway itself: the one case that deserves a stack trace. */
    void fail(Throwable cause) {
        accounting.line(Level.ERROR).setCause(cause).log("a session failed; please report this");
        upstream.close();
        close(CloseReason.INTERNAL_ERROR, "internal error");
    }

    // How it goes on.

    /** After anything that may have made room: what was parked goes on, a draining session may end, all is flushed. */
    void goOn() {
        output.sendDelayed();
        intake.resume();
        end.endIfAnswered();
        upstream.flush();
        output.flush();
        updateReading();
        accounting.reportBytes(output.takeBytes());
        accounting.eventOver();
    }

    /** Lets each side be read only as fast as the other one takes it. */
    void updateReading() {
        if (!channel.isOpen()) {
            return;
        }
        upstream.reading(channel.isWritable());
        boolean room = channel.isWritable()
                && !output.hasDelayed()
                && !decoder.isPaused()
                && upstream.isAccepting()
                && inFlight.bytes() < state.service().limits().requestSize();
        ClientReading.set(channel, room || state.isClosed());
    }

    void onBound() {
        entry.watch().onBound(channel);
    }

    boolean isQuiet() {
        return inFlight.isEmpty() && isAnswered();
    }

    /** True if the client waits for nothing but searches that may never end. */
    boolean isAnswered() {
        return !inFlight.owesAnswers()
                && !decoder.isPaused()
                && intake.isEmpty()
                && !output.hasDelayed()
                && !state.isBinding()
                && !upstream.isMidResponse();
    }

    boolean owesNothing() {
        return inFlight.isEmpty() && intake.isEmpty();
    }
}

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
 * One client's connection. Receives its events, passes them to the parts of the session, and ends the session. Runs
 * entirely on the client's event loop.
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
        requests = new Requests(this, state);
        binds = new Binds(this, state, decoder);
        handshake = new Handshake(this, state, channel, entry, decoder);
        responses = new Responses(this, channel.alloc());
        recovery = new Recovery(this, state);
        timers = new SessionTimers(this, state, channel, decoder);
        end = new SessionEnd(this, state, channel, entry, decoder);
    }

    // Client events.

    void onConnected() {
        accounting.metrics().sessionOpened(entry.listener());
        timers.start();
    }

    void onRequest(LdapFrame request) {
        timers.onRequest();
        intake.onRequest(request);
    }

    /** All requests from one read have been processed. */
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

    /** The client has resumed or stopped reading its output. */
    void onWritabilityChanged() {
        timers.onWritabilityChanged();
        entry.watch().onWritabilityChanged(channel);
        updateReading();
    }

    /** The client has closed the connection. */
    void onClosed(CloseReason reason, String detail) {
        if (!state.isClosed() && handshake.hasJustCompleted()) {
            handshake.onLeft();
        } else {
            close(reason, detail);
        }
    }

    /**
     * The client has shut down its output. It may still wait for answers, but only for a limited time, because it may
     * also have gone.
     */
    void onInputEnded() {
        if (state.isClosed()) {
            GracefulClose.closeWhenFlushed(channel);
        } else if (state.isHandshaking()) {
            handshake.onFailed(new ClosedChannelException());
        } else if (handshake.hasJustCompleted()) {
            onClosed(CloseReason.CLIENT_CLOSED, "");
        } else {
            end.endWhenAnswered(Ending.of(CloseReason.CLIENT_CLOSED));
        }
    }

    /**
     * Stops reading after an invalid request. Earlier requests are performed and answered, as a directory server does;
     * then the session ends.
     */
    void onProtocolError(LdapProtocolException fault) {
        stopReading(CloseReason.of(fault), String.valueOf(fault.getMessage()));
    }

    // Directory server events.

    void onBytes(ByteBuf bytes) {
        if (state.login() instanceof Login.Layered) {
            accounting.active();
        }
        output.pass(bytes);
    }

    /** All responses from one read have been handed over. */
    void onResponsesRead() {
        responses.onRead();
        goOn();
    }

    // Process events.

    /** The configuration was reloaded. The session and its connections continue with the new settings. */
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

    /**
     * The process is shutting down. An active session is served a little longer, because most sessions then end by
     * themselves.
     */
    void onDrain() {
        if (isQuiet() && !timers.wasActiveWithin(ClientHandler.DRAIN_GRACE)) {
            end.drain(Ending.of(CloseReason.DRAINED));
        } else {
            timers.onDrain(ClientHandler.DRAIN_GRACE, () -> end.drain(Ending.of(CloseReason.DRAINED)));
        }
    }

    // Ending the session.

    /** Stops accepting requests. The session ends when all earlier requests are answered, or after a time limit. */
    void stopReading(CloseReason reason, String detail) {
        decoder.stop();
        end.endWhenAnswered(new Ending(reason, detail));
    }

    /** Ends the session. Only the first call has an effect. */
    void close(CloseReason reason, String detail) {
        if (!state.isClosed()) {
            end.close(reason, detail, output);
        }
    }

    /** Ends the session because of a defect of the gateway. Only this case logs a stack trace. */
    void fail(Throwable cause) {
        accounting.line(Level.ERROR).setCause(cause).log("a session failed; please report this");
        upstream.close();
        close(CloseReason.INTERNAL_ERROR, "internal error");
    }

    // Continuing the session.

    /**
     * Call this after any event that may have made room. Resumes parked requests, ends a drained session, and flushes.
     */
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

    /** Stops reading from a side while the other side is slower. */
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

    /** True if the client waits only for open-ended searches. */
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

package io.dirgate.proxy.session;

import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The times that a client may take: until its first request, for a request to arrive, between requests, and to take what it asked
 * for. Each is looked at when it may be over, not set anew with every operation. On the session's event loop.
 */
final class SessionTimers {
    /** For a client that takes no answers: these hold memory, which a client without a request does not. */
    private static final Duration STUCK = Duration.ofMinutes(15);

    private final ClientSession session;
    private final Channel channel;
    private final Ticker clock;
    private final LdapFrameDecoder decoder;
    private LimitsConfig limits;
    private Duration upstreamIdle;
    private @Nullable Future<?> firstRequest;
    private @Nullable Future<?> idle;
    private @Nullable Future<?> arrival;
    private long activeAt;
    private long stuckSince;
    private long arriving;
    private long arrivingSince;

    /** @param upstreamIdle after this time without a request the session is told to give up its server connection */
    SessionTimers(
            ClientSession session,
            Channel channel,
            LdapFrameDecoder decoder,
            LimitsConfig limits,
            Duration upstreamIdle) {
        this.session = session;
        this.channel = channel;
        this.clock = channel.eventLoop().ticker();
        this.decoder = decoder;
        this.limits = limits;
        this.upstreamIdle = upstreamIdle;
    }

    void start() {
        activeAt = clock.nanoTime();
        awaitFirstRequest(limits.firstRequestTimeout().toNanos());
        checkIdle();
    }

    private void awaitFirstRequest(long nanos) {
        firstRequest = in(
                nanos,
                () -> session.close(CloseReason.FIRST_REQUEST_TIMEOUT, "no request within limits.firstRequestTimeout"));
    }

    /** Other limits, from the same beginnings: a time that is over by now ends at once. */
    void onLimits(LimitsConfig now, Duration idleUpstream) {
        limits = now;
        upstreamIdle = idleUpstream;
        if (firstRequest != null && firstRequest.cancel(false)) {
            awaitFirstRequest(limits.firstRequestTimeout().toNanos() - (clock.nanoTime() - activeAt));
        }
        if (arrival != null && arrival.cancel(false)) {
            checkArrival();
        }
        if (idle != null && idle.cancel(false)) {
            checkIdle();
        }
    }

    void stop() {
        cancel(firstRequest);
        cancel(idle);
        cancel(arrival);
    }

    void onRequest() {
        if (firstRequest != null) {
            firstRequest.cancel(false);
            firstRequest = null;
        }
    }

    /** @param nanos when the client, or the answer to it, was heard of last, by the event loop's clock */
    void active(long nanos) {
        activeAt = nanos;
    }

    /** True if the client, or the answer to it, was heard of within this time. */
    boolean wasActiveWithin(Duration time) {
        return clock.nanoTime() - activeAt < time.toNanos();
    }

    void in(Duration time, Runnable task) {
        in(time.toNanos(), task);
    }

    /** The client is nobody again, and its time between requests is shorter. */
    void onUnbound() {
        if (idle != null && idle.cancel(false)) {
            checkIdle();
        }
    }

    /** The client takes what is written, or no longer does. */
    void onWritabilityChanged() {
        stuckSince = channel.isWritable() ? 0 : clock.nanoTime();
    }

    /** Bounds the wait for the answers that a session still owes when it is to end. */
    void onEnding(Ending ending) {
        in(ending.patience().toNanos(), () -> session.close(ending.reason(), ending.detail()));
    }

    /** A request in part holds memory, so it may not take for ever. */
    void onRequestsRead() {
        if (!decoder.isMidRequest()) {
            return;
        }
        if (decoder.decoded() != arriving || arrival == null) {
            arriving = decoder.decoded();
            arrivingSince = clock.nanoTime();
        }
        if (arrival == null) {
            arrival = in(limits.requestTimeout().toNanos(), this::checkArrival);
        }
    }

    private void checkArrival() {
        long limit = limits.requestTimeout().toNanos();
        long now = clock.nanoTime();
        arrival = null;
        if (!decoder.isMidRequest()) {
            return;
        }
        if (decoder.decoded() != arriving || !channel.config().isAutoRead()) {
            // Another one, or the gateway itself keeps it waiting.
            arriving = decoder.decoded();
            arrivingSince = now;
        }
        if (now - arrivingSince >= limit) {
            session.stopReading(
                    CloseReason.REQUEST_TIMEOUT, "a request did not arrive whole within limits.requestTimeout");
        } else {
            arrival = in(limit - (now - arrivingSince), this::checkArrival);
        }
    }

    private void checkIdle() {
        long now = clock.nanoTime();
        if (stuckSince != 0) {
            long limit = Math.min(limits.idleTimeout().toNanos(), STUCK.toNanos());
            if (now - stuckSince >= limit) {
                session.close(
                        CloseReason.CLIENT_STUCK,
                        "nothing taken for " + Duration.ofNanos(limit).toSeconds() + " s");
            } else {
                idle = in(limit - (now - stuckSince), this::checkIdle);
            }
            return;
        }
        long limit = idleLimit().toNanos();
        long age = session.isQuiet() ? now - activeAt : 0;
        if (age >= limit) {
            session.close(
                    CloseReason.IDLE,
                    "nothing asked for " + (session.isBound() ? "limits.idleTimeout" : "limits.anonymousIdleTimeout"));
            return;
        }
        long upstreamLeft = upstreamIdle.toNanos() - age;
        if (upstreamLeft <= 0) {
            session.onUpstreamIdle();
            upstreamLeft = upstreamIdle.toNanos();
        }
        idle = in(Math.min(limit - age, upstreamLeft), this::checkIdle);
    }

    private Duration idleLimit() {
        Duration anonymous = limits.anonymousIdleTimeout();
        return session.isBound() || anonymous.compareTo(limits.idleTimeout()) > 0 ? limits.idleTimeout() : anonymous;
    }

    private Future<?> in(long nanos, Runnable task) {
        return channel.eventLoop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}

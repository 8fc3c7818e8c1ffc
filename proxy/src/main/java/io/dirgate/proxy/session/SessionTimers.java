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
 * The time limits for a client: until its first request, for the rest of a partial request, between requests, and for
 * reading its responses. A timer checks a limit when it may be exceeded, and is not restarted for each operation. Runs
 * on the session's event loop.
 */
final class SessionTimers {
    /** For a client that does not read its responses. Unlike an idle client, it holds memory for them. */
    private static final Duration STUCK = Duration.ofMinutes(15);

    private final ClientSession session;
    private final Channel channel;
    private final Ticker clock;
    private final LdapFrameDecoder decoder;
    private final SessionState state;
    private @Nullable Future<?> firstRequest;
    private @Nullable Future<?> idle;
    private @Nullable Future<?> arrival;
    private @Nullable Future<?> draining;
    private @Nullable Future<?> ending;
    private long startedAt;
    private long stuckSince;
    private long arriving;
    private long arrivingSince;

    SessionTimers(ClientSession session, SessionState state, Channel channel, LdapFrameDecoder decoder) {
        this.session = session;
        this.state = state;
        this.channel = channel;
        this.clock = channel.eventLoop().ticker();
        this.decoder = decoder;
    }

    void start() {
        startedAt = clock.nanoTime();
        awaitFirstRequest(limits().firstRequestTimeout().toNanos());
        checkIdle();
    }

    private void awaitFirstRequest(long nanos) {
        firstRequest = in(
                nanos,
                () -> session.close(CloseReason.FIRST_REQUEST_TIMEOUT, "no request within limits.firstRequestTimeout"));
    }

    /**
     * Applies changed limits to timers that are already running. A limit that is already exceeded ends the session
     * immediately.
     */
    void onLimits() {
        if (firstRequest != null && firstRequest.cancel(false)) {
            awaitFirstRequest(limits().firstRequestTimeout().toNanos() - (clock.nanoTime() - startedAt));
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
        cancel(draining);
        cancel(ending);
    }

    void onRequest() {
        if (firstRequest != null) {
            firstRequest.cancel(false);
            firstRequest = null;
        }
    }

    /** True if the client, or a response to it, was active within this time. */
    boolean wasActiveWithin(Duration time) {
        return clock.nanoTime() - session.accounting.activeAt() < time.toNanos();
    }

    /** Gives the session a little more time before it is drained. */
    void onDrain(Duration grace, Runnable drain) {
        cancel(draining);
        draining = in(grace.toNanos(), drain);
    }

    /** Applies the shorter idle limit after the client has become anonymous. */
    void onUnbound() {
        if (idle != null && idle.cancel(false)) {
            checkIdle();
        }
    }

    /** The client has resumed or stopped reading its output. */
    void onWritabilityChanged() {
        stuckSince = channel.isWritable() ? 0 : clock.nanoTime();
    }

    /** Limits the time for the remaining answers of an ending session. */
    void onEnding(Ending how) {
        cancel(ending);
        ending = in(how.patience().toNanos(), () -> session.close(how.reason(), how.detail()));
    }

    /** Limits the time for the rest of a partial request, because it holds memory. */
    void onRequestsRead() {
        if (!decoder.isMidRequest()) {
            return;
        }
        if (decoder.decoded() != arriving || arrival == null) {
            arriving = decoder.decoded();
            arrivingSince = clock.nanoTime();
        }
        if (arrival == null) {
            arrival = in(limits().requestTimeout().toNanos(), this::checkArrival);
        }
    }

    private void checkArrival() {
        long limit = limits().requestTimeout().toNanos();
        long now = clock.nanoTime();
        arrival = null;
        if (!decoder.isMidRequest()) {
            return;
        }
        if (decoder.decoded() != arriving || !channel.config().isAutoRead()) {
            // Either this is another request, or the gateway itself delays it.
            arriving = decoder.decoded();
            arrivingSince = now;
        }
        if (now - arrivingSince >= limit) {
            session.stopReading(
                    CloseReason.REQUEST_TIMEOUT, "a request did not arrive completely within limits.requestTimeout");
        } else {
            arrival = in(limit - (now - arrivingSince), this::checkArrival);
        }
    }

    private void checkIdle() {
        long now = clock.nanoTime();
        if (stuckSince != 0) {
            long limit = Math.min(limits().idleTimeout().toNanos(), STUCK.toNanos());
            if (now - stuckSince >= limit) {
                session.close(
                        CloseReason.CLIENT_STUCK,
                        "the client has read nothing for "
                                + Duration.ofNanos(limit).toSeconds() + " s");
            } else {
                idle = in(limit - (now - stuckSince), this::checkIdle);
            }
            return;
        }
        long limit = idleLimit().toNanos();
        long age = session.isQuiet() ? now - session.accounting.activeAt() : 0;
        if (age >= limit) {
            session.close(
                    CloseReason.IDLE,
                    "no request within " + (state.isBound() ? "limits.idleTimeout" : "limits.anonymousIdleTimeout"));
            return;
        }
        long upstreamLeft = state.service().upstream().idleTimeout().toNanos() - age;
        if (upstreamLeft <= 0) {
            session.recovery.onUpstreamIdle();
            upstreamLeft = state.service().upstream().idleTimeout().toNanos();
        }
        idle = in(Math.min(limit - age, upstreamLeft), this::checkIdle);
    }

    private Duration idleLimit() {
        Duration anonymous = limits().anonymousIdleTimeout();
        return state.isBound() || anonymous.compareTo(limits().idleTimeout()) > 0 ? limits().idleTimeout() : anonymous;
    }

    private LimitsConfig limits() {
        return state.service().limits();
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

package io.dirgate.proxy.session;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.upstream.Attempt;
import io.dirgate.proxy.upstream.Lease;
import io.dirgate.proxy.upstream.SilenceWatch;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the answers that the session's directory server owes, and ends the session's connection if the server stays
 * silent.
 */
final class Silence implements SilenceWatch.Connection {
    /** In nanoseconds. A shorter time without an answer is always normal. */
    private static final long LEAST_PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private final ClientSession session;
    private final SessionState state;
    private final Channel channel;
    private final Attempt attempt;
    private final Lease lease;

    Silence(ClientSession session, SessionState state, Channel channel, Attempt attempt, Lease lease) {
        this.session = session;
        this.state = state;
        this.channel = channel;
        this.attempt = attempt;
        this.lease = lease;
    }

    @Override
    public @Nullable Server awaitedServer() {
        BackendConnection leased = lease.connection();
        if (leased == null) {
            return attempt.awaitedServer();
        }
        return session.inFlight.longestAwaited() == null ? null : leased.server();
    }

    @Override
    public long awaitedFor(long now) {
        if (!lease.isHeld()) {
            return now - attempt.awaitedSince();
        }
        Operation longest = session.inFlight.longestAwaited();
        return longest == null || !channel.isWritable() ? 0 : now - longest.sentNanos();
    }

    @Override
    public long patience() {
        Operation longest = lease.isHeld() ? session.inFlight.longestAwaited() : null;
        return longest == null ? LEAST_PATIENCE : Math.max(LEAST_PATIENCE, 5 * session.accounting.usualTime(longest));
    }

    @Override
    public long reads() {
        BackendConnection connection = connection();
        return connection == null ? 0 : connection.reads();
    }

    @Override
    public boolean isStuck() {
        BackendConnection connection = connection();
        return connection != null && connection.isStuck();
    }

    private @Nullable BackendConnection connection() {
        BackendConnection leased = lease.connection();
        return leased == null ? attempt.connection() : leased;
    }

    @Override
    public void onUnresponsive(long silentNanos) {
        BackendConnection connection = connection();
        if (connection != null && state.service().directory().hasAlternativeTo(connection.server())) {
            connection.lose(new Loss(
                    Loss.Kind.UNRESPONSIVE,
                    "the directory server sent nothing for " + millis(silentNanos)
                            + " ms while it owed an answer, and did not answer a health check within a second"));
        }
    }

    @Override
    public void onStuck(long silentNanos) {
        BackendConnection connection = connection();
        if (connection != null) {
            connection.lose(new Loss(
                    Loss.Kind.FLOW_DROPPED,
                    "the directory server has acknowledged no packet on this connection for " + millis(silentNanos)
                            + " ms"));
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}

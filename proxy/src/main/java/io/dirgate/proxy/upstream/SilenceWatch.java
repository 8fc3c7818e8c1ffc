package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.Server;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Detects quickly that a directory server no longer answers. Checks four times a second while a request is in flight.
 * After {@code max(1 s, 5 x recent p99)} without data, it sends a quick probe. The session's server is lost if the
 * probe is not answered, or if the network drops the traffic of this connection. A slow server answers the probe. Only
 * the regular health checks mark a server down. Runs on the session's event loop.
 */
public final class SilenceWatch {
    /** The connection that is watched. */
    public interface Connection {
        /** The server that owes an answer; null if none does. */
        @Nullable
        Server awaitedServer();

        /**
         * Time in nanoseconds for which the oldest answer has been owed; 0 while the gateway does not read from the
         * server.
         */
        long awaitedFor(long now);

        /** Normal time limit in nanoseconds for such an answer. */
        long patience();

        /** Increases with each read that returned data. */
        long reads();

        /** True if the server does not acknowledge the gateway's packets. */
        boolean isStuck();

        /** The server does not answer. */
        void onUnresponsive(long silentNanos);

        /** The server answers, but not on this connection. */
        void onStuck(long silentNanos);
    }

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Connection connection;
    private final EventLoop loop;
    private boolean looking;
    private long reads;
    private long heardAt;
    private boolean asking;

    public SilenceWatch(Connection connection, EventLoop loop) {
        this.connection = connection;
        this.loop = loop;
    }

    /** A request is in flight. */
    public void begin() {
        if (!looking) {
            looking = true;
            reads = connection.reads();
            heardAt = now();
            lookLater();
        }
    }

    private void lookLater() {
        loop.schedule(this::look, LOOK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void look() {
        Server server = connection.awaitedServer();
        if (server == null) {
            looking = false;
            return;
        }
        lookLater();
        if (connection.reads() != reads) {
            reads = connection.reads();
            heardAt = now();
        }
        judge(server);
    }

    private void judge(Server server) {
        long silent = silence();
        long patience = connection.patience();
        if (silent >= patience && connection.isStuck()) {
            connection.onStuck(silent);
        } else if (silent >= patience && !server.isResponsive()) {
            connection.onUnresponsive(silent);
        } else if (silent >= patience / 2 && !asking) {
            // Probe before the time is over, so that the result is known in time.
            asking = true;
            server.probeNow(() -> loop.execute(() -> onProbed(server)));
        }
    }

    private void onProbed(Server server) {
        asking = false;
        if (!server.isResponsive() && server == connection.awaitedServer() && silence() >= connection.patience()) {
            connection.onUnresponsive(silence());
        }
    }

    private long silence() {
        long now = now();
        return Math.min(connection.awaitedFor(now), now - heardAt);
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}

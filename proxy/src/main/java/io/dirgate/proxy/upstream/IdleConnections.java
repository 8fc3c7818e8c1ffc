package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Server;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop's connections to one server that wait for their next session. */
public final class IdleConnections {
    /**
     * Maximum per event loop. Enough for a burst, and far below the few thousand connections that a server allows one
     * address.
     */
    private static final int MAX = 64;

    /**
     * Far below the 900 s after which Active Directory and Samba close an idle connection, so that a session does not
     * receive a connection that is about to close.
     */
    private static final Duration MAX_IDLE = Duration.ofSeconds(60);

    private final Server server;
    private final Runnable onEmpty;
    /** Oldest first. */
    private final Deque<IdleConnection> waiting = new ArrayDeque<>();

    private boolean sweeping;

    /** @param onEmpty called when no connection remains to be watched */
    public IdleConnections(Server server, Runnable onEmpty) {
        this.server = server;
        this.onEmpty = onEmpty;
    }

    /** Takes the most recently used connection, so that the others can expire in quiet times. */
    @Nullable
    BackendConnection take() {
        if (!server.isServing()) {
            return null;
        }
        return poll();
    }

    private @Nullable BackendConnection poll() {
        IdleConnection spare = waiting.pollLast();
        if (spare == null) {
            return null;
        }
        server.leased();
        return spare.connection();
    }

    /** Keeps the connection, or closes it if there are already enough. */
    public void add(BackendConnection connection) {
        if (waiting.size() < MAX && server.isServing() && !connection.isWorn()) {
            server.spared();
            waiting.addLast(new IdleConnection(connection, this));
            sweepLater(connection.loop());
        } else {
            connection.close();
        }
    }

    void closeAll() {
        for (BackendConnection spare = poll(); spare != null; spare = poll()) {
            spare.close();
        }
    }

    public void onGone(IdleConnection spare) {
        if (waiting.remove(spare)) {
            server.leased();
        }
    }

    private void sweepLater(EventLoop loop) {
        if (!sweeping) {
            sweeping = true;
            loop.schedule(() -> sweep(loop), MAX_IDLE.toNanos() / 4, TimeUnit.NANOSECONDS);
        }
    }

    private void sweep(EventLoop loop) {
        sweeping = false;
        while (!waiting.isEmpty() && waiting.element().isIdleFor(MAX_IDLE)) {
            BackendConnection old = waiting.remove().connection();
            server.leased();
            old.close();
        }
        if (waiting.isEmpty()) {
            onEmpty.run();
        } else {
            sweepLater(loop);
        }
    }
}

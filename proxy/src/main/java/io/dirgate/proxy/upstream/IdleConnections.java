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
    /** An event loop; enough for a burst, few enough for a server that allows each address some thousands in all. */
    private static final int MAX = 64;

    /** Far below the 900 s after which AD and Samba close an idle connection, so that none is taken just as it goes. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(60);

    private final Server server;
    private final Runnable onEmpty;
    /** The longest unused first. */
    private final Deque<IdleConnection> waiting = new ArrayDeque<>();

    private boolean sweeping;

    /** @param onEmpty when nothing is left to keep an eye on */
    public IdleConnections(Server server, Runnable onEmpty) {
        this.server = server;
        this.onEmpty = onEmpty;
    }

    /** The one that was used last, so that in quiet times the others grow old. */
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

    /** Keeps it, or closes it where there are enough. */
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

package io.dirgate.proxy.backend;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop's connections to one server that belong to no session: being reset, or reset and waiting. */
final class SpareConnections {
    private static final Logger log = LoggerFactory.getLogger(SpareConnections.class);

    /** An event loop; enough for a burst, few enough for a server that allows each address some thousands in all. */
    private static final int MAX = 64;

    /** Far below the 900 s after which AD and Samba close an idle connection, so that none is taken just as it goes. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(60);

    /** For a server that refuses anonymous binds. */
    private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMinutes(10);

    private final Server server;
    private final Runnable onEmpty;
    /** The longest unused first. */
    private final Deque<Spare> waiting = new ArrayDeque<>();

    private int resetting;
    private boolean sweeping;
    private long refusedUntil = System.nanoTime();

    /** @param onEmpty when nothing is left to keep an eye on */
    SpareConnections(Server server, Runnable onEmpty) {
        this.server = server;
        this.onEmpty = onEmpty;
    }

    /** A connection that is reset and whole; the one that was used last, so that in quiet times the others grow old. */
    @Nullable
    BackendConnection take() {
        if (!server.isServing()) {
            return null;
        }
        Spare spare = waiting.pollLast();
        if (spare == null) {
            return null;
        }
        server.leased();
        return spare.connection();
    }

    /** Resets it and keeps it, or closes it where there are enough. */
    void add(BackendConnection connection) {
        boolean wanted =
                waiting.size() + resetting < MAX && server.isServing() && !connection.isWorn() && !isRefusing();
        if (wanted) {
            resetting++;
            new Spare(connection, this).reset();
            sweepLater(connection.loop());
        } else {
            connection.close();
        }
    }

    void onReset(Spare spare) {
        resetting--;
        server.spared();
        waiting.addLast(spare);
    }

    /** @param refusal the server's own words, null if it was not asked or did not answer */
    void onResetFailed(@Nullable String refusal) {
        resetting--;
        if (refusal != null) {
            refusedUntil = System.nanoTime() + PAUSE_AFTER_REFUSAL.toNanos();
            log.atInfo()
                    .addKeyValue("server", server.name())
                    .addKeyValue("answer", refusal)
                    .addKeyValue("pause", PAUSE_AFTER_REFUSAL)
                    .log("connections are not recycled: the directory server refused an anonymous bind");
        }
    }

    void onGone(Spare spare) {
        if (waiting.remove(spare)) {
            server.leased();
        }
    }

    private boolean isRefusing() {
        return System.nanoTime() - refusedUntil < 0;
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
        if (waiting.isEmpty() && resetting == 0 && !isRefusing()) {
            onEmpty.run();
        } else {
            sweepLater(loop);
        }
    }
}

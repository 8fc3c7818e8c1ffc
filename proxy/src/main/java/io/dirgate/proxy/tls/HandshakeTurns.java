package io.dirgate.proxy.tls;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which connection may begin a TLS handshake. Beginning a handshake costs an event loop as much as many
 * operations. Therefore each loop begins only a few, then serves its other connections, then begins the next ones in
 * order of arrival. Only the loop's own work is limited: a handshake that waits for its client holds no turn, so slow
 * clients cannot block others.
 */
public final class HandshakeTurns {
    private volatile int limit;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder waited = new LongAdder();
    private final FastThreadLocal<Line> lines = new FastThreadLocal<>() {
        @Override
        protected Line initialValue() {
            return new Line();
        }
    };

    /** @param limit number of handshakes that an event loop begins before it serves its other connections */
    public HandshakeTurns(int limit) {
        this.limit = limit;
    }

    /** Thread-safe. */
    public void limit(int handshakes) {
        limit = handshakes;
    }

    /** The queue of one event loop. */
    private static final class Line {
        private final Queue<BooleanSupplier> waiting = new ArrayDeque<>();
        private final Set<Channel> mayBegin = new HashSet<>();
        private @Nullable Channel beginning;
        private boolean endsLater;
        private int begun;
    }

    /** Number of connections that wait now. */
    public int waiting() {
        return waiting.get();
    }

    /** Number of connections that have had to wait since the start. */
    public long waited() {
        return waited.sum();
    }

    /** True if a new connection of the calling event loop would have to wait. */
    public boolean isBusy() {
        return !lines.get().waiting.isEmpty();
    }

    /**
     * Requests a turn. Must be called on the connection's event loop.
     *
     * @param later called if the answer is false, when it is the connection's turn; returns whether the turn was used
     */
    public boolean begin(Channel connection, BooleanSupplier later) {
        Line line = lines.get();
        if (connection == line.beginning || line.mayBegin.remove(connection)) {
            return true;
        } else if (line.waiting.isEmpty() && line.begun < limit) {
            line.begun++;
            endTurnsAfterReads(line, connection.eventLoop());
            return true;
        }
        await(connection, later);
        return false;
    }

    /** Joins the queue, even if the loop is not busy. */
    public void await(Channel connection, BooleanSupplier later) {
        Line line = lines.get();
        line.waiting.add(later);
        waiting.incrementAndGet();
        waited.increment();
        endTurnsAfterReads(line, connection.eventLoop());
    }

    /** Grants a turn in advance: the connection is about to be read and may then begin. */
    public void mayBegin(Channel connection) {
        lines.get().mayBegin.add(connection);
    }

    /**
     * Runs the code that begins the handshake of a connection that has its turn. Nested requests for a turn succeed.
     */
    public void during(Channel connection, Runnable handshake) {
        Line line = lines.get();
        line.beginning = connection;
        try {
            handshake.run();
        } finally {
            line.beginning = null;
        }
    }

    /** A loop first reads its connections and then runs tasks like this one. */
    private void endTurnsAfterReads(Line line, EventLoop loop) {
        if (!line.endsLater) {
            line.endsLater = true;
            loop.execute(() -> nextTurns(line, loop));
        }
    }

    private void nextTurns(Line line, EventLoop loop) {
        line.endsLater = false;
        line.begun = 0;
        line.mayBegin.clear();
        try {
            while (line.begun < limit && !line.waiting.isEmpty()) {
                line.begun++;
                waiting.decrementAndGet();
                if (!line.waiting.remove().getAsBoolean()) {
                    line.begun--;
                }
            }
        } finally {
            if (line.begun > 0) {
                line.endsLater = true;
                // Scheduled instead of executed, so that the loop reads its connections first.
                loop.schedule(() -> nextTurns(line, loop), 1, TimeUnit.NANOSECONDS);
            }
        }
    }
}

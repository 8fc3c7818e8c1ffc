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
 * Who may begin a handshake. To begin one costs an event loop as much as many operations, so each loop begins only a few, then looks
 * at all its other connections, then begins the next ones, in the order in which they came. What is limited is the loop's own work: a
 * handshake that waits for its client holds no turn, so that no client can hold turns back by being slow.
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

    /** @param limit handshakes that an event loop begins before it looks at its other connections */
    public HandshakeTurns(int limit) {
        this.limit = limit;
    }

    /** Any thread. */
    public void limit(int handshakes) {
        limit = handshakes;
    }

    /** One event loop's. */
    private static final class Line {
        private final Queue<BooleanSupplier> waiting = new ArrayDeque<>();
        private final Set<Channel> mayBegin = new HashSet<>();
        private @Nullable Channel beginning;
        private boolean endsLater;
        private int begun;
    }

    /** Connections that wait, now. */
    public int waiting() {
        return waiting.get();
    }

    /** Times that one had to wait, since the start. */
    public long waited() {
        return waited.sum();
    }

    /** Whether a connection of the calling event loop would have to wait. */
    public boolean isBusy() {
        return !lines.get().waiting.isEmpty();
    }

    /**
     * Asks for a turn, on the connection's event loop.
     *
     * @param later called if the answer is no, when the connection's turn has come; says whether it made use of it
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

    /** Waits in line, whether the loop is busy or not. */
    public void await(Channel connection, BooleanSupplier later) {
        Line line = lines.get();
        line.waiting.add(later);
        waiting.incrementAndGet();
        waited.increment();
        endTurnsAfterReads(line, connection.eventLoop());
    }

    /** The connection is about to be read, and may then begin: its turn has come before it said anything. */
    public void mayBegin(Channel connection) {
        lines.get().mayBegin.add(connection);
    }

    /** Runs what leads to the handshake of a connection whose turn it is: nothing in it asks for a turn again. */
    public void during(Channel connection, Runnable handshake) {
        Line line = lines.get();
        line.beginning = connection;
        try {
            handshake.run();
        } finally {
            line.beginning = null;
        }
    }

    /** A loop first reads what has come for its connections, and then runs such tasks. */
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
                // Not among the tasks that the loop runs now: it reads first.
                loop.schedule(() -> nextTurns(line, loop), 1, TimeUnit.NANOSECONDS);
            }
        }
    }
}

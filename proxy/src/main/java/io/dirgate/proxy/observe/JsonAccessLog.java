package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.Utf8Text;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * An access log of JSON lines in a file or on standard output. Each event loop encodes its lines into its own ring. One
 * thread writes them, at most a tenth of a second later. Lines are lost only if a ring is full.
 */
public final class JsonAccessLog implements AccessLog {
    /**
     * In bytes: some 1,000 lines per event loop. Enough time for the writer to wake up, without waking it too often.
     */
    private static final int RING_BYTES = 512 * 1024;

    private final Clock clock;
    private final WritableByteChannel out;
    private final int ringBytes;
    private final LongAdder dropped;
    private final LineWriter writer;
    private final FastThreadLocal<Lane> lanes = new FastThreadLocal<>() {
        @Override
        protected Lane initialValue() {
            Lane lane = new Lane(new AccessLogLine(clock), new LineRing(ringBytes));
            writer.add(lane.ring);
            return lane;
        }
    };

    JsonAccessLog(String name, WritableByteChannel out, Clock clock, int ringBytes) {
        this(name, out, clock, ringBytes, new LongAdder());
    }

    private JsonAccessLog(String name, WritableByteChannel out, Clock clock, int ringBytes, LongAdder dropped) {
        this.dropped = dropped;
        this.clock = clock;
        this.out = out;
        this.ringBytes = ringBytes;
        writer = new LineWriter(name, out, dropped);
        writer.start();
    }

    /** Appends to the file. Creates it if necessary, readable by its owner and group only. */
    public static JsonAccessLog toFile(Path file, Clock clock) throws IOException {
        return toFile(file, clock, new LongAdder());
    }

    /** Same as {@link #toFile(Path, Clock)}, but counts lost lines in {@code dropped}, which the next log may share. */
    public static JsonAccessLog toFile(Path file, Clock clock, LongAdder dropped) throws IOException {
        return new JsonAccessLog(file.toString(), new LogFile(file), clock, RING_BYTES, dropped);
    }

    /** @param dropped counter of lost lines */
    public static JsonAccessLog toStandardOutput(Clock clock, LongAdder dropped) {
        return new JsonAccessLog("standard output", new StandardOutput(), clock, RING_BYTES, dropped);
    }

    /** Number of lines lost because the disk was too slow. */
    public long droppedLines() {
        return dropped.sum();
    }

    @Override
    public OfSession of(SessionFacts session) {
        byte[] ofSession = lanes.get().line.of(session);
        return operation -> write(ofSession, session.identity(), operation);
    }

    private void write(byte[] ofSession, @Nullable Utf8Text identity, OperationFacts operation) {
        Lane lane = lanes.get();
        lane.line.encode(ofSession, identity, operation);
        if (writer.isClosing() || !lane.ring.offer(lane.line.bytes(), lane.line.length())) {
            dropped.increment();
        } else if (lane.ring.isHalfFull()) {
            writer.wake();
        }
    }

    @Override
    public void close() {
        writer.close();
        try {
            out.close();
        } catch (IOException e) {
            // All writable lines are written, and no caller could handle the interruption.
        }
    }

    /** The objects of one event loop. */
    private record Lane(AccessLogLine line, LineRing ring) {}
}

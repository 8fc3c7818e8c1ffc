package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.Server;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices soon that a directory server no longer answers. It looks four times a second while a request is under way, and stops when none
 * is. Where nothing has come for longer than {@code max(1 s, 5 x recent p99)} the server is lost for this session if it does not
 * answer a quick probe either, or if the network drops what this connection carries. A server that is merely slow answers the probe,
 * and only the usual health checks take a server out. On the session's event loop.
 */
public final class SilenceWatch {
    /** What is watched. */
    public interface Line {
        /** The server that owes an answer; null if none does. */
        @Nullable
        Server indebted();

        /** For how long, in nanoseconds, the oldest answer has been owed. 0 while it would not be read. */
        long owedFor(long now);

        /** In nanoseconds, how long such an answer may rightly take. */
        long patience();

        /** Grows with each read that brought something. */
        long reads();

        /** True if the other side does not acknowledge what is sent to it. */
        boolean isStuck();

        /** The server does not answer. */
        void onUnresponsive(long silentNanos);

        /** The server answers, but not on this connection. */
        void onStuck(long silentNanos);
    }

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Line line;
    private final EventLoop loop;
    private boolean looking;
    private long reads;
    private long heardAt;
    private boolean asking;

    public SilenceWatch(Line line, EventLoop loop) {
        this.line = line;
        this.loop = loop;
    }

    /** A request is under way. */
    public void begin() {
        if (!looking) {
            looking = true;
            reads = line.reads();
            heardAt = now();
            lookLater();
        }
    }

    private void lookLater() {
        loop.schedule(this::look, LOOK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void look() {
        Server server = line.indebted();
        if (server == null) {
            looking = false;
            return;
        }
        lookLater();
        if (line.reads() != reads) {
            reads = line.reads();
            heardAt = now();
        }
        judge(server);
    }

    private void judge(Server server) {
        long silent = silence();
        long patience = line.patience();
        if (silent >= patience && line.isStuck()) {
            line.onStuck(silent);
        } else if (silent >= patience && !server.isResponsive()) {
            line.onUnresponsive(silent);
        } else if (silent >= patience / 2 && !asking) {
            // Asked before the time is over, so that the answer is there when it is.
            asking = true;
            server.probeNow(() -> loop.execute(() -> onProbed(server)));
        }
    }

    private void onProbed(Server server) {
        asking = false;
        if (!server.isResponsive() && server == line.indebted() && silence() >= line.patience()) {
            line.onUnresponsive(silence());
        }
    }

    private long silence() {
        long now = now();
        return Math.min(line.owedFor(now), now - heardAt);
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}

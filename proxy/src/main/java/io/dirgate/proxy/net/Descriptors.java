package io.dirgate.proxy.net;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.Channel;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process's file descriptors, of which the last ones are kept for the admin listener, for probes and for files, so that these go
 * on when clients have taken all others. Counts clients' connections and those to directory servers on their behalf. Any thread.
 */
final class Descriptors {
    private static final int KEPT = 64;

    /** That are not for another client's connection. */
    private static final int FOR_SERVERS = 64;

    private final long room;
    private final AtomicLong open = new AtomicLong();

    /** @param room how many connections there may be */
    Descriptors(long room) {
        this.room = room;
    }

    /** Those that the process has not opened yet. */
    static Descriptors ofProcess() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() > 0) {
            long free = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
            return new Descriptors(free - Math.min(KEPT, free / 2));
        }
        return new Descriptors(Long.MAX_VALUE);
    }

    /** True if there is one for another client: a few more are for the connections to directory servers that clients need. */
    boolean areLeftForClients() {
        return open.get() < room - Math.min(FOR_SERVERS, room / 4);
    }

    /** True if there is one for another connection to a directory server. */
    boolean areLeft() {
        return open.get() < room;
    }

    /** Counts the connection until it closes. */
    void count(Channel connection) {
        open.incrementAndGet();
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
    }
}

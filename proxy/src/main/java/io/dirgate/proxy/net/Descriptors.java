package io.dirgate.proxy.net;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.Channel;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the process's file descriptors. The last ones are reserved for the admin listener, probes and files, so that
 * these work even if clients use all others. Counts client connections and the server connections that serve them.
 * Thread-safe.
 */
final class Descriptors {
    private static final int KEPT = 64;

    /** Reserved for server connections. */
    private static final int FOR_SERVERS = 64;

    private final long room;
    private final AtomicLong open = new AtomicLong();

    /** @param room maximum number of connections */
    Descriptors(long room) {
        this.room = room;
    }

    /** Based on the descriptors that the process has not opened yet. */
    static Descriptors ofProcess() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() > 0) {
            long free = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
            return new Descriptors(free - Math.min(KEPT, free / 2));
        }
        return new Descriptors(Long.MAX_VALUE);
    }

    /** True if another client may connect. Further descriptors are reserved for the server connections of clients. */
    boolean areLeftForClients() {
        return open.get() < room - Math.min(FOR_SERVERS, room / 4);
    }

    /** True if another server connection may be opened. */
    boolean areLeft() {
        return open.get() < room;
    }

    /** Counts the connection until it closes. */
    void count(Channel connection) {
        open.incrementAndGet();
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
    }
}

package io.dirgate.proxy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's limit of open files. Each client connection needs one descriptor, and its session's connection to a
 * server another.
 */
final class OpenFiles {
    private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

    /** Descriptors for files, listeners, probes, the resolver and the JVM, and the reserve that clients cannot use. */
    private static final int OTHERS = 200;

    private OpenFiles() {}

    /** @param connections maximum number of client connections */
    static void warnIfTooFewFor(int connections) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long limit = system.getMaxFileDescriptorCount();
            long needed = needed(connections);
            // A negative value means no limit.
            if (limit >= 0 && limit < needed) {
                log.atWarn()
                        .addKeyValue("limit", limit)
                        .addKeyValue("needed", needed)
                        .log(
                                "the process may not open enough files for limits.connections: raise its limit (ulimit -n, LimitNOFILE"
                                        + " in a systemd unit), or lower limits.connections");
            }
        }
    }

    static long needed(int connections) {
        return 2L * connections + OTHERS;
    }
}

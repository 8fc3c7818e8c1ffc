package io.dirgate.proxy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process's limit of open files: each client's connection is one, and so is its session's connection to a server. */
final class OpenFiles {
    private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

    /** For files, listeners, probes, the resolver and the JVM itself, and those that are kept for when clients have taken all others. */
    private static final int OTHERS = 200;

    private OpenFiles() {}

    /** @param connections that clients may have at a time */
    static void warnIfTooFewFor(int connections) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long limit = system.getMaxFileDescriptorCount();
            long needed = needed(connections);
            // Negative: there is no limit.
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

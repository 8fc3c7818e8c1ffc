package io.dirgate.proxy.net;

import io.dirgate.proxy.client.ClientAddress;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.observe.Repeated;
import io.dirgate.proxy.tls.HelloFault;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Counts one listener's connections that ended before they had a session. Logs a few lines a minute for each reason.
 */
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    static final List<String> LABELS = List.of(
            "limits.connections",
            "limits.connectionsPerAddress",
            "limits.handshakes",
            "proxyHeader",
            "madeRoom",
            "silent",
            "clientHello",
            "descriptors");

    private static final int LINES_A_MINUTE = 10;

    private final String listener;
    private final ProxyMetrics metrics;
    private final Map<String, Repeated> lines = new ConcurrentHashMap<>();

    Refusals(String listener, ProxyMetrics metrics) {
        this.listener = listener;
        this.metrics = metrics;
    }

    /** @param label of the metric, from a fixed small set */
    void count(String label) {
        metrics.connectionRefused(listener, label);
    }

    /**
     * @param label of the metric, from a fixed small set
     * @param reason for people
     */
    void report(Channel connection, String label, String reason) {
        report(connection, label, reason, Level.WARN);
    }

    /** Reports a failed handshake. Port scanners cause many of these. */
    void report(Channel connection, HelloFault fault) {
        metrics.handshakeFailed(listener, fault.label());
        report(connection, "clientHello", "TLS failed: " + fault.text(), Level.INFO);
    }

    private void report(Channel connection, String label, String reason, Level level) {
        count(label);
        long times = lines.computeIfAbsent(label, first -> new Repeated(LINES_A_MINUTE))
                .times(System.nanoTime());
        if (times > 0) {
            log.atLevel(level)
                    .addKeyValue("client", ClientAddress.of(connection))
                    .addKeyValue("listener", listener)
                    .addKeyValue("reason", reason)
                    .addKeyValue("times", times)
                    .log("connection refused");
        }
    }
}

package io.dirgate.proxy.observe;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Map;

/** Help texts of the meters that are created where they are counted. Each text is defined once here. */
final class MetricHelp implements MeterFilter {
    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("dirgate.bind.failures", "Binds that the directory refused, by reason"),
            Map.entry("dirgate.certificate.fetches", "Requests to AWS for a certificate"),
            Map.entry("dirgate.certificates.refused", "Changed certificates that were refused"),
            Map.entry("dirgate.connections.refused", "Connections that ended before they had a session, by reason"),
            Map.entry("dirgate.discovery", "Discovery queries for directory servers"),
            Map.entry("dirgate.failover.operations", "Operations of lost servers: sent again, or answered unavailable"),
            Map.entry("dirgate.failovers", "Servers lost with operations of a session in flight"),
            Map.entry("dirgate.handshake", "TLS handshakes with clients"),
            Map.entry("dirgate.handshakes.failed", "TLS handshakes with clients that failed, by reason"),
            Map.entry("dirgate.server.connect", "Connecting to a directory server, with TLS"),
            Map.entry("dirgate.server.connections.lost", "Connections to directory servers that were lost, by reason"),
            Map.entry("dirgate.server.connections.recycled", "Connections reused after another session"),
            Map.entry("dirgate.server.probe", "Health checks of a directory server"),
            Map.entry("dirgate.server.state", "1 for the state that a directory server is in"));

    @Override
    public Meter.Id map(Meter.Id id) {
        String text = id.getDescription() == null ? TEXTS.get(id.getName()) : null;
        return text == null
                ? id
                : new Meter.Id(id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), text, id.getType());
    }
}

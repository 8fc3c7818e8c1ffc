package io.dirgate.proxy.reload;

import io.dirgate.proxy.domain.Domain;
import io.dirgate.proxy.net.Listeners;
import io.dirgate.proxy.net.Transport;
import io.dirgate.proxy.observe.MicrometerMetrics;
import io.dirgate.proxy.session.SessionFactory;
import io.dirgate.proxy.tls.TlsReloader;

/** The parts of a gateway that exist as long as the gateway. */
public record Running(
        Transport transport,
        MicrometerMetrics metrics,
        AccessLogs accessLogs,
        Domain domain,
        SessionFactory sessions,
        Listeners listeners,
        TlsReloader certificates,
        AdminListener admin) {}

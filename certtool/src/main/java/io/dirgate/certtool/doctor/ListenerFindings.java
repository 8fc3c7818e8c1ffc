package io.dirgate.certtool.doctor;

import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.probe.Stage;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as its clients see it, looked at from this machine.
 *
 * @param publicName the name that clients connect to, null for the first name of the certificate
 * @param ca what clients trust, null for ca.pem beside the certificate
 */
record ListenerFindings(
        Instant now,
        Duration timeout,
        @Nullable String publicName,
        @Nullable Path ca) {
    /** Faults that an {@linkplain Listener#obstacle obstacle} explains. */
    private static final Set<String> TURNED_AWAY = Set.of(Stage.TLS + "-failed", "no-ldap");

    List<Finding> of(Listener listener) throws IOException {
        Endpoint address = listener.address();
        InetAddress local;
        try {
            local = InetAddress.getByName(listener.reachableHost());
        } catch (UnknownHostException e) {
            return List.of(Finding.error("unknown-name", address, "this machine cannot resolve the listener's name"));
        }
        String name = name(listener);
        Endpoint endpoint = new Endpoint(name, address.port(), address.security());
        List<Finding> findings = new EndpointFindings(trust(listener), now, timeout).of(endpoint, local, name);
        Finding first = findings.get(0);
        if (first.code().equals(Stage.TCP + "-failed")) {
            return List.of(
                    Finding.warning(
                            "not-running",
                            endpoint,
                            "nothing answers at " + local.getHostAddress() + " port " + address.port()
                                    + "; start the gateway, or name the endpoint if it runs elsewhere: certtool doctor ldaps://NAME"));
        }
        String obstacle = listener.obstacle();
        return obstacle != null && TURNED_AWAY.contains(first.code())
                ? List.of(Finding.skipped(endpoint, obstacle))
                : findings;
    }

    private String name(Listener listener) {
        if (publicName != null) {
            return publicName;
        }
        for (Listener.Pair pair : listener.pairs()) {
            try {
                List<String> names = SubjectNames.of(
                                Certificates.read(pair.certificate()).get(0))
                        .all();
                for (String each : names) {
                    if (!each.startsWith("*.")) {
                        return each;
                    }
                }
            } catch (IOException | Failure unreadable) {
                // The look at the files tells it.
            }
        }
        return listener.reachableHost();
    }

    private Trust trust(Listener listener) throws IOException {
        if (ca != null) {
            return Trust.ofFile(ca);
        }
        for (Listener.Pair pair : listener.pairs()) {
            Path beside = pair.certificate().resolveSibling("ca.pem");
            if (Files.isReadable(beside)) {
                return Trust.ofFile(beside);
            }
        }
        return Trust.ofRuntime();
    }
}

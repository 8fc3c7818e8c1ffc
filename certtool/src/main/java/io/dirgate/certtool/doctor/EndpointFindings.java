package io.dirgate.certtool.doctor;

import io.dirgate.certtool.check.ServerCheck;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.probe.Connector;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.probe.KeyExchange;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What {@code certtool check} finds at an endpoint without an account, as one finding for each address, and its key exchange. */
record EndpointFindings(Trust trust, Instant now, Duration timeout) {
    /** Looks at all addresses of the endpoint's name. */
    List<Finding> of(Endpoint endpoint, String expectedName) throws IOException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(endpoint.host());
        } catch (UnknownHostException e) {
            return List.of(Finding.error("unknown-name", endpoint, "this machine cannot resolve the name"));
        }
        List<Finding> findings = new ArrayList<>();
        for (InetAddress address : addresses) {
            findings.addAll(of(endpoint, address, expectedName));
        }
        return findings;
    }

    /** Looks at one address, where the endpoint's name is greeted as a client does. */
    List<Finding> of(Endpoint endpoint, InetAddress address, String expectedName) throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(new ServerCheck(trust, now, timeout).summary(endpoint, address, expectedName));
        KeyExchange exchange = new Connector(endpoint, timeout).keyExchange(address);
        if (exchange != null) {
            findings.add(Finding.info(
                    "key-exchange",
                    endpoint,
                    exchange.group() + ", post-quantum: " + (exchange.postQuantum() ? "yes" : "no")));
        }
        return findings;
    }
}

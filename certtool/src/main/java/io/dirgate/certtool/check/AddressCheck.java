package io.dirgate.certtool.check;

import io.dirgate.certtool.pki.Dates;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.probe.Connector;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.probe.ProbeFailure;
import io.dirgate.certtool.probe.Secured;
import io.dirgate.certtool.probe.Stage;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The stages from the first packet on, at one address. */
final class AddressCheck {
    private final Trust trust;
    private final String expectedName;
    private final Instant now;
    private final DirectoryWalk walk;

    AddressCheck(Trust trust, String expectedName, Instant now, DirectoryWalk walk) {
        this.trust = trust;
        this.expectedName = expectedName;
        this.now = now;
        this.walk = walk;
    }

    List<Finding> run(InetAddress address) throws IOException {
        List<Finding> steps = new ArrayList<>();
        Endpoint endpoint = walk.endpoint();
        try (Secured secured = new Connector(endpoint, walk.timeout()).open(address)) {
            steps.add(Finding.ok(Stage.TCP, "port " + endpoint.port() + " is open"));
            if (endpoint.security() == Endpoint.Security.NONE) {
                steps.add(
                        Finding.warning("no-tls", Stage.TLS, "the connection is in clear; use ldaps:// or --starttls"));
            } else {
                steps.add(Finding.ok(Stage.TLS, secured.protocol() + ", " + secured.cipher()));
                if (!isGood(secured.chain(), steps)) {
                    return steps;
                }
            }
            walk.walk(secured, steps);
        } catch (ProbeFailure e) {
            if (e.stage() != Stage.TCP) {
                steps.add(Finding.ok(Stage.TCP, "port " + endpoint.port() + " is open"));
            }
            steps.add(Finding.error(e.stage() + "-failed", e.stage(), e.getMessage()));
        }
        return steps;
    }

    private boolean isGood(List<X509Certificate> chain, List<Finding> steps) {
        List<Finding> faults = new ArrayList<>(trust.judge(chain, Trust.Question.at(now)));
        X509Certificate leaf = chain.get(0);
        Finding name = Trust.judgeName(leaf, expectedName);
        Finding purpose = Trust.judgePurpose(leaf, true);
        if (name != null) {
            faults.add(name);
        }
        if (purpose != null) {
            faults.add(purpose);
        }
        boolean good = faults.stream().noneMatch(Finding::isError);
        for (Finding fault : faults) {
            steps.add(fault.about(Stage.CERTIFICATE));
        }
        if (good) {
            steps.add(good(leaf));
        }
        return good;
    }

    private Finding good(X509Certificate leaf) {
        Finding dates = Dates.judge(leaf, now).about(Stage.CERTIFICATE);
        return dates.isBad() ? dates : Finding.ok(Stage.CERTIFICATE, dates.message() + ", trusted");
    }
}

package io.dirgate.certtool.doctor;

import io.dirgate.certtool.acm.AcmCertificates;
import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.directory.Directories;
import io.dirgate.certtool.directory.DirectoryView;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Dates;
import io.dirgate.certtool.pki.Hostname;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.directory.model.DirectoryDescription;

/** Compares AWS's data with the gateway's configuration. */
record AwsFindings(AwsClients aws, GatewayFile gateway, Instant now) {
    List<Finding> directory(String id) {
        List<Finding> findings = new ArrayList<>();
        DirectoryDescription found = new Directories(aws.directory()).find(id);
        String stage = found.stageAsString();
        findings.add(
                "Active".equals(stage)
                        ? Finding.ok(id, found.name() + " (" + found.typeAsString() + ") is Active")
                        : Finding.error(
                                "not-active",
                                id,
                                found.name() + " is " + stage + "; look at the Directory Service console"));
        if (!(gateway.source() instanceof ServerSource.Listed listed)) {
            return findings;
        }
        Set<String> configured =
                new TreeSet<>(listed.servers().stream().map(Endpoint::host).toList());
        Set<String> real = new TreeSet<>(found.dnsIpAddrs());
        boolean byAddress = configured.stream().anyMatch(host -> Hostname.address(host) != null);
        if (byAddress && !configured.equals(real)) {
            findings.add(Finding.error(
                    "addresses",
                    id,
                    "has the addresses " + String.join(", ", real) + ", the gateway is configured with "
                            + String.join(", ", configured) + "; correct directory.servers"));
        } else if (byAddress) {
            findings.add(Finding.ok(id, "has the addresses that the gateway is configured with"));
        }
        return findings;
    }

    /** The directory's servers: of an AD Connector its own addresses, not those of the DNS servers behind it. */
    List<Endpoint> servers(ServerSource.Aws source) {
        DirectoryDescription found = new Directories(aws.directory()).find(source.id());
        int port = ServerSource.portOr(source.port(), gateway.security());
        return DirectoryView.addresses(found).stream()
                .map(address -> new Endpoint(address, port, gateway.security()))
                .toList();
    }

    List<Finding> acm(String arn) throws IOException {
        X509Certificate held = new AcmCertificates(aws.acm()).leafAndChain(arn).get(0);
        List<Finding> findings = new ArrayList<>();
        findings.add(Dates.judge(held, now).about(arn));
        boolean served = false;
        for (Listener.Pair pair : gateway.pairs()) {
            served |= Files.isReadable(pair.certificate())
                    && Certificates.read(pair.certificate()).contains(held);
        }
        if (!served && !gateway.pairs().isEmpty()) {
            findings.add(Finding.warning(
                    "acm-differs",
                    arn,
                    "ACM holds another certificate than the gateway serves; certtool renew --arn"
                            + " hands the gateway's over"));
        }
        return findings;
    }
}

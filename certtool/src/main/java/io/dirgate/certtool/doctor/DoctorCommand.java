package io.dirgate.certtool.doctor;

import io.dirgate.certtool.aws.AwsAccess;
import io.dirgate.certtool.check.ServerCheck;
import io.dirgate.certtool.cli.DurationConverter;
import io.dirgate.certtool.cli.JsonOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Table;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.probe.Connector;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.probe.KeyExchange;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool doctor}. */
@Command(
        name = "doctor",
        description = {
            "Look at a whole installation, starting from the gateway's configuration, and print one table.",
            "Certificate files, their names in DNS, each directory server, and on request directory and certificate in AWS."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool doctor --config gateway.yaml --name ldap.corp.example.com",
            "  certtool doctor --config gateway.yaml --directory d-1234567890 --arn ARN"
        })
public final class DoctorCommand extends Verb {
    /** All that was looked at. */
    record Report(List<Finding> findings) {}

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The gateway's configuration.")
    private Path config;

    @Option(names = "--name", paramLabel = "NAME", description = "The name that clients connect to.")
    private @Nullable String name;

    @Option(names = "--directory", paramLabel = "ID", description = "Compare with this directory of AWS.")
    private @Nullable String directory;

    @Option(names = "--arn", paramLabel = "ARN", description = "Compare with this certificate in ACM.")
    private @Nullable String arn;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "How long to wait for each server (default 5s).")
    private Duration timeout;

    @Mixin
    private AwsAccess aws;

    @Mixin
    private JsonOption json;

    @Override
    protected Outcome run() throws Exception {
        GatewayFile gateway = GatewayFile.read(config);
        Instant now = context().clock().instant();
        List<Finding> findings = new ArrayList<>();
        CertificateFindings certificates = new CertificateFindings(now, name);
        for (GatewayFile.Pair pair : gateway.pairs()) {
            findings.addAll(certificates.of(pair));
        }
        for (Endpoint server : servers(gateway, findings)) {
            findings.addAll(server(gateway, server, now));
        }
        String id = directory == null && gateway.source() instanceof ServerSource.Aws found ? found.id() : directory;
        if (id != null || arn != null) {
            findings.addAll(aws.use(trace(), clients -> {
                AwsFindings remote = new AwsFindings(clients, gateway, now);
                List<Finding> found = new ArrayList<>(id == null ? List.of() : remote.directory(id));
                found.addAll(arn == null ? List.of() : remote.acm(arn));
                return found;
            }));
        }
        json.print(out(), new Report(findings), () -> print(findings));
        return Outcome.of(findings);
    }

    private void print(List<Finding> findings) {
        Table table = new Table("STATE", "WHAT", "DETAIL");
        findings.forEach(finding -> table.row(finding.severity(), finding.subject(), finding.message()));
        table.print(out(), screen());
    }

    /** Those that the gateway would use now. */
    private List<Endpoint> servers(GatewayFile gateway, List<Finding> findings) throws Exception {
        if (gateway.source() instanceof ServerSource.Listed listed) {
            return listed.servers();
        }
        if (gateway.source() instanceof ServerSource.Dns dns) {
            List<Endpoint> found = dns.ask(gateway.security());
            String what = dns.service() + "." + dns.domain();
            findings.add(
                    found.isEmpty()
                            ? Finding.error(
                                    "no-servers", what, "has no service records, so the gateway finds no server")
                            : Finding.ok(what, found.size() + " servers by DNS"));
            return found;
        }
        ServerSource.Aws source = (ServerSource.Aws) gateway.source();
        return aws.use(
                trace(),
                clients -> new AwsFindings(clients, gateway, context().clock().instant()).servers(source));
    }

    private List<Finding> server(GatewayFile gateway, Endpoint server, Instant now) throws IOException {
        if (gateway.insecure() && server.security() != Endpoint.Security.NONE) {
            return List.of(Finding.error(
                    "insecure",
                    server,
                    "directory.tls.insecure is set: anybody between gateway and server can read"
                            + " every password; give directory.tls.ca instead"));
        }
        Trust trust = gateway.ca() == null ? Trust.ofRuntime() : Trust.ofFile(gateway.ca());
        String expected = gateway.serverName() != null ? gateway.serverName() : server.host();
        List<Finding> findings = new ArrayList<>();
        try {
            for (InetAddress address : InetAddress.getAllByName(server.host())) {
                findings.add(new ServerCheck(trust, now, timeout).summary(server, address, expected));
                KeyExchange exchange = new Connector(server, timeout).keyExchange(address);
                if (exchange != null) {
                    findings.add(Finding.info(
                            "key-exchange",
                            server,
                            exchange.group() + ", post-quantum: " + (exchange.postQuantum() ? "yes" : "no")));
                }
            }
        } catch (UnknownHostException e) {
            findings.add(Finding.error("unknown-name", server, "the resolver of this machine does not know the name"));
        }
        return findings;
    }
}

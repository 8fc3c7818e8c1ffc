package io.dirgate.certtool.doctor;

import io.dirgate.certtool.aws.AwsAccess;
import io.dirgate.certtool.cli.DurationConverter;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Table;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code certtool doctor}. */
@Command(
        name = "doctor",
        description = {
            "Check a whole installation, from the gateway's configuration or from its endpoints, and"
                    + " print one table.",
            "Checks certificate files, their names in DNS, the gateway's listeners and each directory"
                    + " server. With --directory and --arn also AWS."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool doctor --config gateway.yaml --name ldap.corp.example.com",
            "  certtool doctor ldaps://ldap.corp.example.com --ca live/ca.pem",
            "  certtool doctor --config gateway.yaml --directory d-1234567890 --arn ARN"
        })
public final class DoctorCommand extends Verb {
    /** All that was looked at. */
    record Report(List<Finding> findings) {}

    @Parameters(
            arity = "0..*",
            paramLabel = "ENDPOINT",
            description = "Check the gateway here: ldaps://host[:port] or host:port. Default: the listeners of the"
                    + " configuration, on this machine.")
    private List<String> endpoints = new ArrayList<>();

    @Option(names = "--config", paramLabel = "FILE", description = "The gateway's configuration.")
    private @Nullable Path config;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "The CA certificates that the gateway's clients trust. Default: ca.pem beside the"
                    + " gateway's certificate, or Java's list of public CAs.")
    private @Nullable Path ca;

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

    @Override
    protected Outcome run() throws Exception {
        if (config == null && (endpoints.isEmpty() || directory != null || arn != null)) {
            throw Failure.usage("give --config FILE or endpoints to check");
        }
        List<Finding> findings = new ArrayList<>();
        if (config != null) {
            lookAt(GatewayFile.read(config), findings);
        }
        for (String each : endpoints) {
            Endpoint endpoint = Endpoint.parse(each, false);
            Trust trust = ca == null ? Trust.ofRuntime() : Trust.ofFile(ca);
            findings.addAll(new EndpointFindings(trust, context().clock().instant(), timeout)
                    .of(endpoint, name != null ? name : endpoint.host()));
        }
        report(new Report(findings), () -> print(findings));
        return Outcome.of(findings);
    }

    private void lookAt(GatewayFile gateway, List<Finding> findings) throws Exception {
        Instant now = context().clock().instant();
        CertificateFindings certificates = new CertificateFindings(now, name);
        for (Listener.Pair pair : gateway.pairs()) {
            findings.addAll(certificates.of(pair));
        }
        if (endpoints.isEmpty()) {
            ListenerFindings listeners = new ListenerFindings(now, timeout, name, ca);
            for (Listener listener : gateway.listeners()) {
                findings.addAll(listeners.of(listener));
            }
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
        return new EndpointFindings(trust, now, timeout).of(server, expected);
    }
}

package io.dirgate.certtool.inspect;

import io.dirgate.certtool.cli.DurationConverter;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.cli.Screen;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.probe.Connector;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.probe.KeyExchange;
import io.dirgate.certtool.probe.ProbeFailure;
import io.dirgate.certtool.probe.Secured;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code certtool inspect}. */
@Command(
        name = "inspect",
        description = "Show the contents of a file, or the certificates that a server sends.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool inspect server.crt",
            "  certtool inspect ldap.corp.example.com:636 --json",
            "  certtool inspect ldap.corp.example.com:389 --starttls"
        })
public final class InspectCommand extends Verb {
    /** What a server presents; {@code findings} as seen by a client that trusts {@code --ca}, else Java's public CAs. */
    record ServerReport(
            String endpoint,
            String address,
            String protocol,
            String cipher,
            @Nullable KeyExchange keyExchange,
            List<CertificateReport> chain,
            List<Finding> findings) {}

    /** What a file holds. */
    record FileReport(String file, List<Object> items) {}

    @Parameters(paramLabel = "FILE|HOST:PORT", description = "PEM, DER, PKCS#12 or JKS file, or an endpoint.")
    private String target;

    @Option(names = "--starttls", description = "Use StartTLS (default port 389).")
    private boolean startTls;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "The CA certificates to trust. Default: Java's list of public CAs.")
    private @Nullable Path ca;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "How long to wait for the server (default 5s).")
    private Duration timeout;

    @Mixin
    private PassphraseOption passphrase;

    @Override
    protected Outcome run() throws Exception {
        Path file = Path.of(target);
        boolean mayBeEndpoint = !Reading.exists(file) && (startTls || target.indexOf(':') >= 0);
        Endpoint endpoint = mayBeEndpoint ? Endpoint.find(target, startTls) : null;
        if (endpoint == null) {
            return ofFile(file);
        }
        return ofServer(endpoint);
    }

    private Outcome ofFile(Path file) throws Exception {
        List<Object> items =
                new FileContent(file, now(), () -> passphrase.require(context(), "passphrase of " + file)).reports();
        report(new FileReport(Reading.name(file), items), () -> items.forEach(this::print));
        boolean expired =
                items.stream().anyMatch(item -> item instanceof CertificateReport report && report.isExpired());
        return expired ? Outcome.EXPIRED : Outcome.FINE;
    }

    private void print(Object item) {
        if (item instanceof CertificateReport certificate) {
            certificate.print(out(), screen());
        } else if (item instanceof OtherReport other) {
            other.print(out(), screen());
        }
    }

    private Outcome ofServer(Endpoint endpoint) throws IOException {
        if (endpoint.security() == Endpoint.Security.NONE) {
            throw Failure.usage(target + " has no TLS to look at; add --starttls, or use ldaps://");
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(endpoint.host());
        } catch (UnknownHostException e) {
            throw new Failure(
                    endpoint.host() + " is unknown to the resolver; look at the DNS zone, or at the spelling", e);
        }
        Connector connector = new Connector(endpoint, timeout);
        Secured seen;
        try (Secured secured = connector.open(address)) {
            seen = secured;
        } catch (ProbeFailure e) {
            throw new Failure(endpoint + ": " + e.getMessage(), e);
        }
        List<X509Certificate> chain = seen.chain();
        ServerReport report = new ServerReport(
                endpoint.toString(),
                address.getHostAddress(),
                seen.protocol(),
                seen.cipher(),
                connector.keyExchange(address),
                chain.stream().map(each -> CertificateReport.of(each, now())).toList(),
                findings(chain, endpoint));
        report(report, () -> print(report));
        boolean expired = report.findings.stream()
                .anyMatch(each -> each.isError() && each.code().equals(Finding.EXPIRED));
        return expired ? Outcome.EXPIRED : Outcome.FINE;
    }

    private List<Finding> findings(List<X509Certificate> chain, Endpoint endpoint) throws IOException {
        Trust trust = ca == null ? Trust.ofRuntime() : Trust.ofFile(ca);
        List<Finding> findings = new ArrayList<>(trust.judge(chain, Trust.Question.at(now())));
        Finding name = Trust.judgeName(chain.get(0), endpoint.host());
        if (name != null) {
            findings.add(name);
        }
        return findings;
    }

    private void print(ServerReport report) {
        Screen screen = screen();
        out().println(report.endpoint + " at " + report.address + ", " + report.protocol + ", " + report.cipher);
        KeyExchange exchange = report.keyExchange;
        if (exchange != null) {
            out().println("key exchange " + exchange.group() + ", post-quantum: "
                    + (exchange.postQuantum() ? "yes" : "no"));
        }
        report.chain.forEach(each -> each.print(out(), screen));
        report.findings.forEach(each -> out().println(screen.line(each.severity(), each.toString())));
    }

    private Instant now() {
        return context().clock().instant();
    }
}

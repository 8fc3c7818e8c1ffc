package io.dirgate.certtool.expiry;

import io.dirgate.certtool.aws.AwsAccess;
import io.dirgate.certtool.cli.DurationConverter;
import io.dirgate.certtool.cli.FailureReporter;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Table;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.pki.CaEnd;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.probe.Connector;
import io.dirgate.certtool.probe.Endpoint;
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
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code certtool expiry}. */
@Command(
        name = "expiry",
        description = {
            "Show how long certificates are still valid: in files, at endpoints, in ACM, in" + " directories.",
            "Also shows an issuer that expires soon, if it comes with the certificate or is in"
                    + " chain.pem beside it.",
            "Exit code 3: a certificate expires soon, or a file is missing. 4: one is critical or has"
                    + " expired. 1: one cannot be read."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool expiry live/server.crt ldap.corp.example.com:636",
            "  certtool expiry --acm --directory d-1234567890 --warn 30d --critical 7d --json"
        })
public final class ExpiryCommand extends Verb {
    /** All that was looked at. */
    record Report(List<Row> findings) {}

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE|HOST:PORT",
            description = "Files and endpoints (ldaps:// or host:port).")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--starttls", description = "Use StartTLS at the endpoints.")
    private boolean startTls;

    @Option(names = "--chain", description = "Also check the issuers, not only the first certificate.")
    private boolean chain;

    @Option(names = "--acm", description = "Check all certificates in ACM.")
    private boolean acm;

    @Option(
            names = "--directory",
            paramLabel = "ID",
            description = "Check the CA certificates that are registered with this directory. May be repeated.")
    private List<String> directories = new ArrayList<>();

    @Option(
            names = "--warn",
            paramLabel = "LEFT",
            defaultValue = "25%",
            converter = Threshold.Converter.class,
            description = "Warn when less than this is left: 30d, 12h or 25%% of the life (default 25%%). With a"
                    + " percentage, also when less than 2 days are left.")
    private Threshold warn;

    @Option(
            names = "--critical",
            paramLabel = "LEFT",
            defaultValue = "10%",
            converter = Threshold.Converter.class,
            description = "Critical when less than this is left (default 10%%). With a percentage, also when less"
                    + " than 1 day is left.")
    private Threshold critical;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "How long to wait for an endpoint (default 5s).")
    private Duration timeout;

    @Mixin
    private AwsAccess aws;

    @Override
    protected Outcome run() throws Exception {
        if (targets.isEmpty() && !acm && directories.isEmpty()) {
            throw Failure.usage("nothing to check: give files, endpoints, --acm or --directory ID");
        }
        Row.Measure measure = new Row.Measure(warn, critical, context().clock().instant());
        List<Row> rows = new ArrayList<>();
        for (String target : targets) {
            rows.addAll(look(target, measure));
        }
        if (acm) {
            rows.addAll(remote("ACM", measure, AwsRows::acm));
        }
        for (String id : directories) {
            rows.addAll(remote(id, measure, remote -> remote.directory(id)));
        }
        report(new Report(rows), () -> print(rows));
        return Outcome.of(rows.stream().map(Row::finding).toList());
    }

    private void print(List<Row> rows) {
        Table table = new Table("STATE", "DAYS LEFT", "UNTIL", "WHERE", "NAMES");
        for (Row row : rows) {
            table.row(
                    row.finding().code(),
                    row.daysLeft(),
                    row.notAfter(),
                    row.finding().subject(),
                    row.detail());
        }
        table.print(out(), screen());
    }

    /** If one place cannot be checked, that is a row of its own, and the others are still checked. */
    private List<Row> remote(String where, Row.Measure measure, Function<AwsRows, List<Row>> look) throws Exception {
        try {
            return aws.use(trace(), clients -> look.apply(new AwsRows(clients, measure)));
        } catch (Failure e) {
            if (e.isUsage()) {
                throw e;
            }
            return List.of(Row.unreachable(where, e.getMessage()));
        }
    }

    private List<Row> look(String target, Row.Measure measure) {
        Path file = Path.of(target);
        Endpoint endpoint = Reading.exists(file) || target.indexOf(':') < 0 ? null : Endpoint.find(target, startTls);
        if (endpoint != null) {
            return ofEndpoint(target, endpoint, measure);
        }
        try {
            return Reading.exists(file) ? ofFile(target, file, measure) : List.of(Row.missing(target));
        } catch (Failure | IOException e) {
            return List.of(Row.unreadable(target, FailureReporter.inWords(e)));
        }
    }

    /** Also reads chain.pem beside a single certificate, to find the end of its CA. */
    private List<Row> ofFile(String target, Path file, Row.Measure measure) throws IOException {
        List<X509Certificate> known = new ArrayList<>(Certificates.read(file));
        Path beside = file.resolveSibling("chain.pem");
        if (chain || known.size() != 1 || !Reading.exists(beside)) {
            return rows(target, known, measure);
        }
        List<Row> rows = new ArrayList<>();
        try {
            known.addAll(Certificates.read(beside));
        } catch (Failure | IOException e) {
            rows.add(Row.unreadable(beside.toString(), FailureReporter.inWords(e)));
        }
        rows.addAll(0, rows(target, known, measure));
        return rows;
    }

    private List<Row> ofEndpoint(String target, Endpoint endpoint, Row.Measure measure) {
        try {
            InetAddress address = InetAddress.getByName(endpoint.host());
            try (Secured secured = new Connector(endpoint, timeout).open(address)) {
                return rows(target, secured.chain(), measure);
            }
        } catch (UnknownHostException e) {
            return List.of(Row.unreachable(target, "the name is unknown to the resolver"));
        } catch (ProbeFailure | IOException e) {
            return List.of(Row.unreachable(target, FailureReporter.inWords(e)));
        }
    }

    private List<Row> rows(String target, List<X509Certificate> certificates, Row.Measure measure) {
        if (chain || certificates.isEmpty()) {
            return certificates.stream().map(each -> measure.row(target, each)).toList();
        }
        X509Certificate leaf = certificates.get(0);
        List<Row> rows = new ArrayList<>(List.of(measure.row(target, leaf)));
        for (X509Certificate issuer : issuers(leaf, certificates, measure.now())) {
            Row row = measure.row(target, issuer);
            Finding end = CaEnd.of(issuer, Validity.of(leaf).length(), measure.now());
            if (end != null) {
                rows.add(row.warnOf(end));
            } else if (row.finding().code().equals(Finding.EXPIRED)) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** Issuers that are not valid now count only if there is no valid one. */
    private static List<X509Certificate> issuers(X509Certificate leaf, List<X509Certificate> known, Instant now) {
        List<X509Certificate> good =
                known.stream().filter(each -> Validity.of(each).contains(now)).toList();
        List<X509Certificate> chain = Chain.from(leaf, good);
        List<X509Certificate> whole = chain.size() > 1 ? chain : Chain.from(leaf, known);
        return whole.subList(1, whole.size());
    }
}

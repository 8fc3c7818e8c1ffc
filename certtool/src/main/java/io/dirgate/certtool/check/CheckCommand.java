package io.dirgate.certtool.check;

import io.dirgate.certtool.cli.DurationConverter;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PasswordOption;
import io.dirgate.certtool.cli.Screen;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.pki.Hostname;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.probe.Stage;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code certtool check}. */
@Command(
        name = "check",
        description = {
            "Test an LDAP endpoint step by step, as a client does. Reports the first fault and how to" + " fix it.",
            "Tests every address of the name: TCP, TLS, certificate, rootDSE, bind, search," + " references."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool check ldaps://ldap.corp.example.com --ca live/ca.pem",
            "  certtool check ldaps://ldap.corp.example.com --ca live/ca.pem \\",
            "      --bind-dn administrator@corp.example.com --password-file pw",
            "  certtool check ldap://dc1.corp.example.com --starttls --address 10.0.1.10"
        })
public final class CheckCommand extends Verb {
    /** Where the detail of a step begins: after two blanks, the stage, the state and the blanks behind each. */
    private static final int DETAIL_COLUMN = 2 + 12 + 1 + 8 + 1;

    /** How it went at one address. */
    record AddressReport(String address, List<Finding> steps) {}

    /** The whole walk; {@code wrong} is the first thing to change, null if there is none. */
    record Report(
            String endpoint, boolean ok, @Nullable Finding wrong, List<Finding> steps, List<AddressReport> addresses) {}

    @Parameters(paramLabel = "URL", description = "ldaps://host[:port], ldap://host[:port] or host:port.")
    private String url;

    @Option(names = "--starttls", description = "Use StartTLS.")
    private boolean startTls;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "The CA certificates to trust. Default: Java's list of public CAs.")
    private @Nullable Path ca;

    @Option(
            names = "--bind-dn",
            paramLabel = "NAME",
            description = "The account to bind as: a DN, user@domain or DOMAIN\\user.")
    private @Nullable String bindDn;

    @Mixin
    private PasswordOption password;

    @Option(
            names = "--base",
            paramLabel = "DN",
            description = "The search base. Default: the directory's default naming context.")
    private @Nullable String base;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name that the certificate must have. Default: the host of the URL.")
    private @Nullable String name;

    @Option(
            names = "--address",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Connect to these addresses, without a DNS lookup. May be repeated.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "How long to wait for each answer (default 5s).")
    private Duration timeout;

    @Override
    protected Outcome run() throws Exception {
        Endpoint endpoint = Endpoint.parse(url, startTls);
        Trust trust = ca == null ? Trust.ofRuntime() : Trust.ofFile(ca);
        Account account =
                bindDn == null ? null : new Account(bindDn, password.require(context(), "password of " + bindDn));
        List<Finding> steps = new ArrayList<>();
        List<AddressReport> reports = new ArrayList<>();
        AddressCheck check = new AddressCheck(
                trust,
                name != null ? name : endpoint.host(),
                context().clock().instant(),
                new DirectoryWalk(endpoint, account, base, timeout));
        for (InetAddress address : resolve(endpoint, steps)) {
            reports.add(new AddressReport(address.getHostAddress(), check.run(address)));
        }
        addSummary(reports, steps);
        Finding wrong = firstWrong(steps, reports);
        Report report = new Report(endpoint.toString(), wrong == null, wrong, steps, reports);
        report(report, () -> print(report));
        return Outcome.of(wrong == null ? List.of() : List.of(wrong));
    }

    private List<InetAddress> resolve(Endpoint endpoint, List<Finding> steps) throws IOException {
        List<InetAddress> found = new ArrayList<>();
        for (String text : addresses) {
            InetAddress address = Hostname.address(text);
            if (address == null) {
                throw Failure.usage("--address " + text + " is not an IP address");
            }
            found.add(address);
        }
        if (!found.isEmpty()) {
            steps.add(Finding.skipped(Stage.NAME, "the addresses are given"));
            return found;
        }
        try {
            List<InetAddress> resolved = List.of(InetAddress.getAllByName(endpoint.host()));
            steps.add(Finding.ok(
                    Stage.NAME,
                    String.join(
                            ", ",
                            resolved.stream().map(InetAddress::getHostAddress).toList())));
            return resolved;
        } catch (UnknownHostException e) {
            steps.add(Finding.error(
                    "unknown-name",
                    Stage.NAME,
                    endpoint.host()
                            + " is unknown to the resolver of this machine; look at the spelling, at the record in the"
                            + " (private) hosted zone, and whether that zone belongs to this network"));
            return List.of();
        }
    }

    private static void addSummary(List<AddressReport> reports, List<Finding> steps) {
        long good = reports.stream()
                .filter(report -> firstFailed(report.steps) == null)
                .count();
        if (reports.size() > 1) {
            steps.add(
                    good == reports.size()
                            ? Finding.ok(Stage.ADDRESSES, "all " + good + " give the same result")
                            : Finding.error(
                                    "some-addresses",
                                    Stage.ADDRESSES,
                                    good + " of " + reports.size()
                                            + " addresses are fine; some clients get a bad one"));
        }
    }

    /** The first fault to fix. A fault at one address explains the summary. */
    private static @Nullable Finding firstWrong(List<Finding> steps, List<AddressReport> reports) {
        List<Finding> all = new ArrayList<>();
        for (AddressReport report : reports) {
            for (Finding step : report.steps) {
                all.add(reports.size() == 1 ? step : at(report.address, step));
            }
        }
        all.addAll(
                0,
                steps.stream()
                        .filter(step -> step.subject().equals(Stage.NAME.toString()))
                        .toList());
        Finding failed = firstFailed(all);
        return failed != null
                ? failed
                : all.stream()
                        .filter(step -> step.severity() == Finding.Severity.WARNING)
                        .findFirst()
                        .orElse(null);
    }

    private static Finding at(String address, Finding step) {
        String detail = step.message().contains(address) ? step.message() : "at " + address + ": " + step.message();
        return new Finding(step.code(), step.severity(), step.subject(), detail);
    }

    private static @Nullable Finding firstFailed(List<Finding> steps) {
        return steps.stream()
                .filter(step -> step.severity() == Finding.Severity.ERROR)
                .findFirst()
                .orElse(null);
    }

    private void print(Report report) {
        Screen screen = screen();
        out().println(report.endpoint);
        table(report.steps, screen);
        for (AddressReport address : report.addresses) {
            out().println(address.address);
            table(address.steps, screen);
        }
        Finding wrong = report.wrong;
        out().println(
                        wrong == null
                                ? screen.state("fine")
                                : screen.state(wrong.isError() ? "wrong" : "warning") + ": " + place(report, wrong));
    }

    /** Where to look in the list above, which has the message. */
    private static String place(Report report, Finding wrong) {
        String where = report.addresses.size() < 2
                ? ""
                : report.addresses.stream()
                        .filter(each -> each.steps.stream()
                                .anyMatch(step -> at(each.address, step).equals(wrong)))
                        .map(each -> " at " + each.address)
                        .findFirst()
                        .orElse("");
        return wrong.subject() + where + " [" + wrong.code() + "], see above";
    }

    private void table(List<Finding> steps, Screen screen) {
        for (Finding step : steps) {
            String detail = step.isBad() ? step.toString() : step.message();
            out().printf(
                            "  %-12s %s %s%n",
                            step.subject(), screen.state(step.severity(), 8), screen.wrap(detail, DETAIL_COLUMN));
        }
    }
}

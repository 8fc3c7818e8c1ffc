package io.dirgate.certtool.ca;

import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Screen;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code certtool ca rollover}. */
@Command(
        name = "rollover",
        description = {
            "Replace a CA by a new one without breaking clients that trust only one of the two roots.",
            "For the given time, certificates from both CAs come with both roots in ca.pem. Prints"
                    + " the steps. Can be repeated."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool ca init --dir root2 --name 'Example Root CA 2' --passphrase-file pw",
            "  certtool ca rollover --dir rootca --to root2 --days 180"
        })
final class RolloverCommand extends Verb {
    /** What was arranged. From {@code until} on, renewals remove the old root. */
    record Report(String oldRoot, String newRoot, Instant until, List<String> steps) {}

    @Option(names = "--dir", required = true, paramLabel = "FOLDER", description = "The folder of the current CA.")
    private Path dir;

    @Option(names = "--to", required = true, paramLabel = "FOLDER", description = "The folder of the new CA.")
    private Path to;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "180",
            description = "How many days clients still need the old root (default 180).")
    private int days;

    @Override
    protected Outcome run() throws Exception {
        if (days < 1) {
            throw Failure.usage("--days must be at least 1, not " + days);
        }
        CertificateAuthority before = CertificateAuthority.open(context(), dir);
        CertificateAuthority after = CertificateAuthority.open(context(), to);
        if (before.root().equals(after.root())) {
            throw Failure.usage("both CAs are below " + DistinguishedName.subject(before.root())
                    + ", so clients need nothing new; renew with --dir " + to);
        }
        Instant until = context().clock().instant().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
        before.trust(after.root(), Validity.of(after.root()).notAfter());
        after.trust(before.root(), until);
        Report report = new Report(
                DistinguishedName.subject(before.root()),
                DistinguishedName.subject(after.root()),
                until,
                List.of(
                        "renew each folder once from the old CA, so that its ca.pem holds both roots: certtool renew"
                                + " --out-dir LIVE --dir " + dir + " --now",
                        "give each client the new ca.pem",
                        "renew from the new CA from now on: certtool renew --out-dir LIVE --dir " + to + " --now",
                        "after " + until + " renewals drop the old root from ca.pem; give clients that one and put "
                                + dir + " away"));
        report(report, () -> {
            Screen screen = screen();
            out().println(screen.wrap(
                    "clients are to trust " + report.oldRoot + " and " + report.newRoot + " until " + until, 0));
            for (int i = 0; i < report.steps.size(); i++) {
                out().println(screen.wrap("  " + (i + 1) + ". " + report.steps.get(i), 0));
            }
        });
        return Outcome.FINE;
    }
}

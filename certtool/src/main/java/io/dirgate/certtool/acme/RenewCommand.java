package io.dirgate.certtool.acme;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.FolderLock;
import io.dirgate.certtool.files.LostSet;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.report.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code certtool acme renew}. */
@Command(
        name = "renew",
        description = {
            "Renew the certificate that certtool acme order has written, with the same settings and a" + " new key.",
            "Does nothing before two thirds of the certificate's life have passed, so you can run it" + " every day."
        },
        footerHeading = "%nExample:%n",
        footer = "  certtool acme renew --out-dir live")
final class RenewCommand extends Verb {
    /** The action of the command; in a dry run, the action that it would take. {@code due} is the renewal time of the previous certificate. */
    record Report(
            boolean renewed,
            boolean wouldRenew,
            Instant due,
            @JsonUnwrapped @Nullable Made made) {}

    @Option(
            names = "--out-dir",
            required = true,
            paramLabel = "FOLDER",
            description = "The folder that was given to certtool acme order.")
    private Path folder;

    @Option(names = "--now", description = "Renew now, at any age of the certificate.")
    private boolean always;

    @Option(names = "--dry-run", description = "Only say whether a renewal is due.")
    private boolean dryRun;

    @Override
    protected Outcome run() throws Exception {
        if (dryRun || !Files.isDirectory(folder)) {
            return turn();
        }
        try (FolderLock lock = context().disk().lock(folder)) {
            if (new LostSet(context().disk(), LiveFiles.key(folder)).restore()) {
                warn(Finding.warning(
                        "set-lost",
                        folder,
                        "the files in " + folder
                                + " led to a set that was gone; they lead to the newest one that is left"));
            }
            return turn();
        }
    }

    private Outcome turn() throws Exception {
        AcmeRenewal renewal = AcmeRenewal.of(folder, this::note, trace());
        Instant due = renewal.due();
        boolean wanted = always || !context().clock().instant().isBefore(due);
        Made made = null;
        if (wanted && !dryRun) {
            made = renewal.renew(context().disk());
            warnOfGit(LiveFiles.key(folder));
        }
        Report report = new Report(made != null, wanted && dryRun, due, made);
        report(report, () -> print(report));
        return Outcome.FINE;
    }

    private void print(Report report) {
        if (report.made != null) {
            report.made.print(out());
        } else {
            out().println(
                            report.wouldRenew
                                    ? "dry run: it would be renewed now (due since " + report.due + ")"
                                    : "not due before " + report.due + "; nothing was done");
        }
    }
}

package io.dirgate.certtool.acme;

import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code certtool acme renew}. */
@Command(
        name = "renew",
        description = {
            "Renew what certtool acme order has put into a folder, as it was ordered, with a new key.",
            "Does nothing before two thirds of the lifetime have passed, so it can run every day."
        },
        footerHeading = "%nExample:%n",
        footer = "  certtool acme renew --out-dir live")
final class RenewCommand extends Verb {
    @Option(names = "--out-dir", required = true, paramLabel = "FOLDER", description = "The folder of the order.")
    private Path folder;

    @Option(names = "--now", description = "Renew whatever the certificate's age.")
    private boolean always;

    @Option(names = "--dry-run", description = "Only say whether it is due.")
    private boolean dryRun;

    @Override
    protected Outcome run() throws IOException, InterruptedException {
        AcmeRenewal renewal = AcmeRenewal.of(folder, this::note);
        Instant due = renewal.due();
        if (!always && context().clock().instant().isBefore(due)) {
            out().println("not due before " + due + "; nothing was done");
            return Outcome.FINE;
        }
        if (dryRun) {
            out().println("dry run: it would be renewed now (due since " + due + ")");
            return Outcome.FINE;
        }
        List<X509Certificate> chain = renewal.renew(context().disk());
        out().println("renewed until " + chain.get(0).getNotAfter().toInstant() + ": " + LiveFiles.leaf(folder));
        return Outcome.FINE;
    }
}

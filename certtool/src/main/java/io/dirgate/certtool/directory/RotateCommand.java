package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.report.Failure;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool directory certificate rotate}. */
@Command(
        name = "rotate",
        description = {
            "Register a new CA certificate, wait until the registration is complete, then deregister" + " the old one.",
            "LDAPS stays enabled, because there is always a registered certificate."
        },
        footerHeading = "%nExample:%n",
        footer = "  certtool directory certificate rotate --directory-id d-1234567890 --certificate newca.pem"
                + " --replace c-1234567890")
final class RotateCommand extends AwsVerb {
    /**
     * What was done, or in a dry run would be.
     *
     * @param certificateId the new certificate, null in a dry run
     */
    record Report(
            String directoryId, boolean dryRun, @Nullable String certificateId, List<String> deregistered) {}

    @Mixin
    private DirectoryOption directory;

    @Mixin
    private CaFileOption ca;

    @Option(
            names = "--replace",
            paramLabel = "ID",
            description = "The certificate to deregister. May be repeated. Not needed if there is only one other.")
    private List<String> replaced = new ArrayList<>();

    @Option(names = "--dry-run", description = "Check everything, but change nothing.")
    private boolean dryRun;

    @Mixin
    private WaitOptions wait;

    @Override
    protected Outcome run(AwsClients aws) throws Exception {
        replaced.forEach(CertificateIdOption::checked);
        RegisteredCertificates registered =
                new RegisteredCertificates(new Directories(aws.directory()), directory.id());
        X509Certificate certificate = ca.read();
        registered.check(certificate, ca.ocspUrl(), context().clock().instant(), this::warn);
        List<RegisteredView> others = registered.list().stream()
                .filter(each -> each.isPresent() && each.is(ca.purpose()) && !each.looksLike(certificate))
                .toList();
        List<String> going = going(others);
        if (dryRun) {
            report(new Report(directory.id(), true, null, going), () -> out().println(
                            "dry run: the new certificate would be registered, then deregistered: "
                                    + (going.isEmpty() ? "none" : String.join(", ", going))));
            return Outcome.FINE;
        }
        RegisteredView present = registered.find(certificate, ca.purpose());
        String id = present == null ? registered.register(certificate, ca.purpose(), ca.ocspUrl()) : present.id();
        registered.waitUntilRegistered(id, wait.poll(this::note));
        report(new Report(directory.id(), false, id, going), () -> out().println(id));
        for (String old : going) {
            registered.deregister(old);
            note(old + " is being deregistered");
        }
        return Outcome.FINE;
    }

    private List<String> going(List<RegisteredView> others) {
        List<String> ids = others.stream().map(RegisteredView::id).toList();
        if (!replaced.isEmpty()) {
            // What is gone already was deregistered by an earlier run that was interrupted.
            return replaced.stream().filter(ids::contains).toList();
        }
        if (ids.size() > 1) {
            throw Failure.usage(directory.id() + " trusts several others: " + String.join(", ", ids)
                    + "; say by --replace which of them goes");
        }
        return ids;
    }
}

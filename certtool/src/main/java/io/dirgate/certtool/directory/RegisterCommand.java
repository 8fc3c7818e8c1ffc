package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import java.security.cert.X509Certificate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool directory certificate register}. */
@Command(
        name = "register",
        description = "Let a directory trust a CA. One that it trusts already is not registered again.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool directory certificate register --directory-id d-1234567890 --certificate ca.pem --wait",
            "  certtool directory certificate register --directory-id d-1234567890 --certificate cards.pem --type smart-card"
                    + " --ocsp-url http://ocsp.corp.example.com"
        })
final class RegisterCommand extends AwsVerb {
    @Mixin
    private DirectoryOption directory;

    @Mixin
    private CaFileOption ca;

    @Option(names = "--dry-run", description = "Check everything, change nothing.")
    private boolean dryRun;

    @Option(names = "--wait", description = "Wait until it is registered.")
    private boolean waiting;

    @Mixin
    private WaitOptions wait;

    @Override
    protected Outcome run(AwsClients aws) throws Exception {
        RegisteredCertificates registered =
                new RegisteredCertificates(new Directories(aws.directory()), directory.id());
        X509Certificate certificate = ca.read();
        registered.check(certificate, ca.ocspUrl(), context().clock().instant(), this::note);
        RegisteredView present = registered.find(certificate, ca.purpose());
        if (present == null && dryRun) {
            out().println("dry run: it would be registered for " + ca.purpose());
            return Outcome.FINE;
        }
        String id = present == null ? registered.register(certificate, ca.purpose(), ca.ocspUrl()) : present.id();
        if (waiting) {
            registered.waitUntilRegistered(id, wait.poll(this::note));
        }
        out().println(id);
        note(present != null ? "it was registered already" : waiting ? "registered" : "it is being registered");
        return Outcome.FINE;
    }
}

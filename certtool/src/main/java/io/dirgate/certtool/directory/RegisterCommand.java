package io.dirgate.certtool.directory;

import com.fasterxml.jackson.annotation.JsonValue;
import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import java.security.cert.X509Certificate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool directory certificate register}. */
@Command(
        name = "register",
        description = "Make a directory trust a CA. Does nothing if the directory already trusts it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool directory certificate register --directory-id d-1234567890 --certificate ca.pem --wait",
            "  certtool directory certificate register --directory-id d-1234567890 --certificate cards.pem --type smart-card"
                    + " --ocsp-url http://ocsp.corp.example.com"
        })
final class RegisterCommand extends AwsVerb {
    /** The action of the command. */
    enum Action {
        UNCHANGED,
        REGISTERING,
        REGISTERED,
        WOULD_REGISTER;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * What was registered.
     *
     * @param certificateId null in a dry run
     */
    record Report(String directoryId, @Nullable String certificateId, Action action) {}

    @Mixin
    private DirectoryOption directory;

    @Mixin
    private CaFileOption ca;

    @Option(names = "--dry-run", description = "Check everything, but change nothing.")
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
        registered.check(certificate, ca.ocspUrl(), context().clock().instant(), this::warn);
        RegisteredView present = registered.find(certificate, ca.purpose());
        if (present == null && dryRun) {
            report(new Report(directory.id(), null, Action.WOULD_REGISTER), () -> out().println(
                            "dry run: it would be registered for " + ca.purpose()));
            return Outcome.FINE;
        }
        String id = present == null ? registered.register(certificate, ca.purpose(), ca.ocspUrl()) : present.id();
        if (waiting) {
            registered.waitUntilRegistered(id, wait.poll(this::note));
        }
        Action action = present != null ? Action.UNCHANGED : waiting ? Action.REGISTERED : Action.REGISTERING;
        report(new Report(directory.id(), id, action), () -> out().println(id));
        note(
                switch (action) {
                    case UNCHANGED -> "it was already registered";
                    case REGISTERED -> "registered";
                    default -> "it is being registered";
                });
        return Outcome.FINE;
    }
}

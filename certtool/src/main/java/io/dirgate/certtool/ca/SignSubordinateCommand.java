package io.dirgate.certtool.ca;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Request;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Written;
import io.dirgate.certtool.request.LifetimeOption;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool ca sign-subordinate}. */
@Command(
        name = "sign-subordinate",
        description = {
            "Sign the request of a subordinate CA: one of certtool, or a Windows enterprise CA.",
            "Also writes this CA's certificate and CRL, and prints the commands for Windows."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool ca sign-subordinate --dir rootca --request SubordinateCA.req \\",
            "      --out SubordinateCA.crt --passphrase-file pw"
        })
final class SignSubordinateCommand extends Verb {
    /**
     * The certificate of the subordinate CA.
     *
     * @param windowsCommands what makes Windows trust this CA and start the subordinate one
     */
    record Report(@JsonUnwrapped Made made, List<String> windowsCommands) {}

    @Mixin
    private CaOption ca;

    @Option(names = "--request", required = true, paramLabel = "FILE", description = "The request, PEM or DER.")
    private Path request;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Write the certificate here, in PEM.")
    private Path out;

    @Option(
            names = "--path-length",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many levels of CAs are allowed below the new CA (default 0).")
    private int pathLength;

    @Option(
            names = "--unmarked",
            description = "Sign a request that is not marked as a CA's request, such as one made by openssl req.")
    private boolean unmarked;

    @Mixin
    private LifetimeOption lifetime;

    @Mixin
    private ShortOption shortLife;

    @Mixin
    private PermitOption permit = new PermitOption();

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        if (pathLength < 0) {
            throw Failure.usage("--path-length must be 0 or more, not " + pathLength);
        }
        AtomicFile.refuseExisting(out, force.given());
        SubordinateRequest subordinate = SubordinateRequest.of(Request.read(request), request.toString(), unmarked);
        CertificateAuthority authority = ca.open(context());
        Path folder = out.toAbsolutePath().getParent();
        PublicFiles files = PublicFiles.of(authority, folder == null ? out : folder);
        files.refuseExisting(authority, force.given());
        PrivateKey key = ca.unlock(authority, context());
        Order order = subordinate.order(lifetime.of(context().clock(), Period.ofYears(5)), pathLength);
        X509Certificate issued = authority.issue(permit.applyTo(order), key, shortLife.given());
        AtomicFile.write(context().disk(), out, Certificates.pemBytes(List.of(issued)), Access.PUBLIC, force.given());
        files.write(context().disk(), authority, key, force.given());
        List<Written> written = new ArrayList<>(files.written(authority));
        written.add(0, Certificates.written(out, Written.Kind.CERTIFICATE, issued));
        List<String> commands = new ArrayList<>(new WindowsSteps(authority, files).trust());
        commands.addAll(WindowsSteps.install(out));
        Made made = Made.of(issued, written);
        report(new Report(made, commands), () -> {
            out().println("signed: " + made.subject() + ", until " + made.notAfter());
            WindowsSteps.print(out(), commands);
        });
        return Outcome.FINE;
    }
}

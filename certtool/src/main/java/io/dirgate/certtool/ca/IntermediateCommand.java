package io.dirgate.certtool.ca;

import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.FolderLock;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Request;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Written;
import io.dirgate.certtool.request.LifetimeOption;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool ca intermediate}. */
@Command(
        name = "intermediate",
        description = "Make an issuing CA below a root, in a new folder.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool ca intermediate --dir issuing --parent rootca --name 'Example Issuing CA' --passphrase-file pw",
            "  certtool ca intermediate --dir issuing --parent rootca --name 'Example Issuing CA' \\",
            "      --kms-key alias/example-issuing --passphrase-file pw",
            "",
            "The root's key offline, on another machine:",
            "  certtool ca intermediate --dir issuing --name 'Example Issuing CA' --request-out issuing.csr",
            "  certtool ca sign-subordinate --dir rootca --request issuing.csr --out issuing.crt",
            "  certtool ca intermediate --dir issuing --certificate issuing.crt --issuers Example-Root-CA.crt"
        })
final class IntermediateCommand extends Verb {
    /** A CA that waits for its certificate. */
    record RequestReport(String subject, List<Written> written) {}

    @Option(names = "--dir", required = true, paramLabel = "FOLDER", description = "The folder of the new CA.")
    private Path dir;

    @Option(
            names = "--parent",
            paramLabel = "FOLDER",
            description = "The folder of the parent CA, which signs the new one.")
    private @Nullable Path parent;

    @Option(names = "--name", paramLabel = "NAME", description = "The new CA's common name.")
    private @Nullable String name;

    @Option(
            names = "--parent-passphrase-file",
            paramLabel = "FILE",
            description = "The passphrase of the parent CA, if it is another one.")
    private @Nullable Path parentPassphrase;

    @Option(
            names = "--request-out",
            paramLabel = "FILE",
            description = "Write a request here, to be signed by a parent CA on another machine.")
    private @Nullable Path requestOut;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "Install the certificate that the parent CA has signed on another machine.")
    private @Nullable Path certificate;

    @Option(
            names = "--issuers",
            paramLabel = "FILE",
            description = "With --certificate: the certificates of the parent CAs, if that file does not hold them.")
    private @Nullable Path issuers;

    @Mixin
    private LifetimeOption lifetime;

    @Mixin
    private ShortOption shortLife;

    @Mixin
    private NewCaOptions options;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        if (parent != null && requestOut == null && certificate == null) {
            signHere(parent);
        } else if (requestOut != null && parent == null && certificate == null) {
            request(requestOut);
        } else if (certificate != null && parent == null && requestOut == null) {
            CaFolder folder = new CaFolder(dir);
            X509Certificate adopted = new Adoption(context().disk(), folder).of(certificate, issuers);
            // The key was there before.
            report(
                    adopted,
                    List.of(
                            Certificates.written(folder.certificate(), Written.Kind.CERTIFICATE, adopted),
                            Certificates.written(folder.chain(), Written.Kind.CHAIN, adopted)));
        } else {
            throw Failure.usage("give one of --parent, --request-out and --certificate");
        }
        new CaFolder(dir).warnOfKey(this::warnOfGit);
        return Outcome.FINE;
    }

    private void signHere(Path parentFolder) throws IOException {
        CaFolder folder = new CaFolder(dir);
        folder.refuseExisting();
        CertificateAuthority above = CertificateAuthority.open(context(), parentFolder);
        NewKey key = options.key(context(), dir, trace());
        PrivateKey parentKey = above.unlock(() -> parentPassphrase != null
                ? PassphraseOption.fromFile(context(), parentPassphrase)
                : options.passphrase.require(
                        context(), "passphrase of " + above.folder().key()));
        Order order = Order.ca(
                options.subject(name),
                key.pair().getPublic(),
                Profile.SUB_CA,
                lifetime.of(context().clock(), Period.ofYears(5)),
                0);
        Disk disk = context().disk();
        List<X509Certificate> chain = new ArrayList<>(above.chain());
        try (FolderLock lock = folder.lockParent(disk)) {
            folder.refuseExisting();
            CaFolder draft = folder.begin(disk, key, options.publication());
            try {
                chain.add(0, above.issue(options.permit.applyTo(order), parentKey, shortLife.given()));
            } catch (IOException | RuntimeException e) {
                CaFolder.abandon(disk, draft, e);
                throw e;
            }
            draft.certify(disk, chain);
            folder.finish(disk, draft);
        }
        report(chain.get(0), folder.written(chain));
    }

    private void report(X509Certificate made, List<Written> written) {
        Made report = Made.of(made, written);
        report(report, () -> report.print(out()));
    }

    private void request(Path out) throws IOException {
        if (options.permit.given()) {
            throw Failure.usage("--permit is for the CA above to say: certtool ca sign-subordinate --permit");
        }
        CaFolder folder = new CaFolder(dir);
        folder.refuseExisting();
        AtomicFile.refuseExisting(out, force.given());
        Subject subject = options.subject(name);
        NewKey key = options.key(context(), dir, trace());
        Request request = Request.make(subject, Profile.SUB_CA, key.pair());
        Disk disk = context().disk();
        try (FolderLock lock = folder.lockParent(disk)) {
            folder.refuseExisting();
            CaFolder draft = folder.begin(disk, key, options.publication());
            disk.create(draft.request(), request.pem(), Access.PUBLIC);
            folder.finish(disk, draft);
        }
        AtomicFile.write(disk, out, request.pem(), Access.PUBLIC, force.given());
        RequestReport report = new RequestReport(
                DistinguishedName.text(request.subject()),
                List.of(
                        Written.of(out, Written.Kind.REQUEST),
                        Written.of(folder.request(), Written.Kind.REQUEST),
                        folder.writtenKey()));
        report(report, () -> {});
        note(out + " goes to the CA above: certtool ca sign-subordinate --dir ROOT --request " + out.getFileName()
                + " --out " + dir.getFileName() + ".crt; what comes back, with the certificate of that CA: certtool ca"
                + " intermediate --dir " + dir + " --certificate " + dir.getFileName() + ".crt --issuers ROOT.crt");
    }
}

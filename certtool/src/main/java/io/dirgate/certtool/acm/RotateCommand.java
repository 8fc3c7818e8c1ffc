package io.dirgate.certtool.acm;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.ca.CertificateAuthority;
import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.ca.ShortOption;
import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.request.KeyKindConverter;
import io.dirgate.certtool.request.LifetimeOption;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool acm rotate}. */
@Command(
        name = "rotate",
        description = {
            "Replace the certificate under an ARN. The new one comes from files, or from a local CA"
                    + " with the same subject, names, type of key, lifetime, profile and extensions.",
            "Checks ACM's rules before the CA signs anything."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool acm rotate --arn ARN --dir issuing --passphrase-file pw --dry-run",
            "  certtool acm rotate --arn ARN --dir issuing --passphrase-file pw \\",
            "      --out-dir live --force",
            "  certtool acm rotate --arn ARN --certificate live/chain.pem \\",
            "      --key live/privatekey.pem"
        })
final class RotateCommand extends AwsVerb {
    private static final Duration USUAL = Duration.ofDays(90);

    @Option(names = "--arn", required = true, paramLabel = "ARN", description = "The certificate to replace.")
    private String arn;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "The folder of the local CA that issues the new certificate.")
    private @Nullable Path authority;

    @Option(
            names = "--type",
            paramLabel = "KIND",
            converter = KeyKindConverter.class,
            description = "With --dir: type of the new key (default: the current type). ACM needs a new ARN for"
                    + " another type.")
    private @Nullable KeyKind kind;

    @Mixin
    private LifetimeOption lifetime;

    @Mixin
    private ShortOption shortLife;

    @Option(
            names = "--out-dir",
            paramLabel = "FOLDER",
            description = "With --dir: also write key and certificate here. Without this option only ACM has the"
                    + " key, and does not give it back.")
    private @Nullable Path folder;

    @Mixin
    private ForceOption force;

    @Option(names = "--certificate", paramLabel = "FILE", description = "The new certificate, followed by its issuers.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "The new certificate's private key.")
    private @Nullable Path key;

    @Option(names = "--chain", paramLabel = "FILE", description = "The issuers, if they are in a separate file.")
    private @Nullable Path chain;

    @Mixin
    private PassphraseOption passphrase;

    @Option(
            names = "--new-arn",
            description = "If ACM refuses to replace the certificate, import it under a new ARN and list what to"
                    + " switch.")
    private boolean newArn;

    @Option(names = "--dry-run", description = "Check everything, but change nothing.")
    private boolean dryRun;

    @Override
    protected Outcome run(AwsClients aws) throws Exception {
        Importer importer = new Importer(new AcmCertificates(aws.acm()), this::warn, dryRun);
        ImportReport report;
        if (authority != null && certificate == null && key == null && chain == null) {
            report = fromAuthority(importer, authority);
        } else if (authority == null && certificate != null && key != null) {
            ImportMaterial material = ImportMaterial.read(certificate, chain, key, () -> passphrase.find(context()));
            report = importer.replace(arn, material, newArn, context().clock().instant());
        } else {
            throw Failure.usage("give either --dir CA-FOLDER, or --certificate FILE and --key FILE");
        }
        report(report, () -> ReportText.print(out(), screen(), report));
        return Outcome.FINE;
    }

    private ImportReport fromAuthority(Importer importer, Path dir) throws IOException {
        CertificateAuthority ca = CertificateAuthority.open(context(), dir);
        PrivateKey caKey = ca.unlock(() -> passphrase.require(context(), "passphrase of the CA in " + dir));
        List<X509Certificate> present = importer.present(arn);
        Successor successor =
                Successor.of(present.get(0), kind, lifetime.of(context().clock(), life(present)));
        ImportReport expected = importer.tryOut(arn, successor.preview(), newArn);
        note((dryRun ? "would issue" : "issuing") + " a certificate for " + String.join(", ", successor.names()));
        if (dryRun) {
            return expected;
        }
        if (folder != null) {
            new Leaf(successor.key(), ca.chain())
                    .files(context().disk(), folder, successor.profile())
                    .refuseExisting(force.given());
        }
        Leaf leaf = successor.issue(ca, caKey, shortLife.given());
        if (folder != null) {
            leaf.files(context().disk(), folder, successor.profile()).write(force.given());
            warnOfGit(Leaf.keyIn(folder));
        }
        ImportMaterial material = new ImportMaterial(
                leaf.certificate(), leaf.chain().subList(1, leaf.chain().size()), leaf.key());
        return importer.replace(arn, material, newArn, context().clock().instant())
                .with(folder == null ? List.of() : leaf.written(folder, successor.profile()));
    }

    /** As long as the present one lasts, or longer if the end of an issuer has cut that. */
    private static Duration life(List<X509Certificate> present) {
        Validity validity = Validity.of(present.get(0));
        Duration life = validity.length();
        boolean cut = validity.isCutBy(present.subList(1, present.size()));
        return cut && life.compareTo(USUAL) < 0 ? USUAL : life;
    }
}

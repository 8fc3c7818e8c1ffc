package io.dirgate.certtool.acm;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.report.Failure;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool acm import}. */
@Command(
        name = "import",
        description = {
            "Import a certificate, or replace the one under an ARN.",
            "Checks ACM's rules before it sends anything. A certificate that ACM already has is not"
                    + " imported again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool acm import --certificate server.crt --key privatekey.pem",
            "  certtool acm import --certificate live/chain.pem --key live/privatekey.pem \\",
            "      --tag app=ldaps",
            "  certtool acm import --arn ARN --certificate live/chain.pem \\",
            "      --key live/privatekey.pem --dry-run"
        })
final class ImportCommand extends AwsVerb {
    @Option(
            names = "--certificate",
            required = true,
            paramLabel = "FILE",
            description = "The certificate, optionally followed by its issuers.")
    private Path certificate;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "The private key. If it is encrypted, --passphrase-file decrypts it on this machine. It"
                    + " is sent to ACM over TLS.")
    private Path key;

    @Option(
            names = "--chain",
            paramLabel = "FILE",
            description = "The issuers, nearest first. Not needed for a self-signed certificate.")
    private @Nullable Path chain;

    @Mixin
    private PassphraseOption passphrase;

    @Option(
            names = "--arn",
            paramLabel = "ARN",
            description = "Replace the certificate under this ARN. Load balancers then use the new certificate.")
    private @Nullable String arn;

    @Option(
            names = "--new-arn",
            description = "If ACM refuses to replace the certificate, import it under a new ARN and list what to"
                    + " switch.")
    private boolean newArn;

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "A tag for a new ARN. May be repeated.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(names = "--dry-run", description = "Check everything, but change nothing.")
    private boolean dryRun;

    @Override
    protected Outcome run(AwsClients aws) throws Exception {
        if (arn != null && !tags.isEmpty()) {
            throw Failure.usage("ACM takes no tags when a certificate is replaced; omit --tag; the ARN keeps its tags");
        }
        ImportMaterial material = ImportMaterial.read(certificate, chain, key, () -> passphrase.find(context()));
        warnOfReach(key);
        Importer importer = new Importer(new AcmCertificates(aws.acm()), this::warn, dryRun);
        Instant now = context().clock().instant();
        ImportReport report =
                arn == null ? importer.importNew(material, tags, now) : importer.replace(arn, material, newArn, now);
        report(report, () -> ReportText.print(out(), screen(), report));
        return Outcome.FINE;
    }
}

package io.dirgate.certtool.ca;

import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.FolderLock;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Signing;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.request.LifetimeOption;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Period;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool ca init}. */
@Command(
        name = "init",
        description = "Make a root CA in a new folder.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool ca init --dir rootca --name 'Example Root CA' --passphrase-file pw",
            "  certtool ca init --dir rootca --name 'Example Root CA' --type rsa-4096 \\",
            "      --crl-url http://pki.example.com/root.crl --passphrase-file pw",
            "  certtool ca init --dir rootca --name 'Example Root CA' --kms-key alias/example-root",
            "",
            "KMS: the identity needs kms:DescribeKey, kms:GetPublicKey and kms:Sign; later, to sign, only kms:Sign.",
            "Not tried against AWS itself."
        })
final class InitCommand extends Verb {
    @Option(
            names = "--dir",
            required = true,
            paramLabel = "FOLDER",
            description = "The folder of the new CA. It must not exist.")
    private Path dir;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "The CA's common name.")
    private String name;

    @Option(
            names = "--path-length",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many levels of CAs are allowed below this one (default 1).")
    private int pathLength;

    @Mixin
    private LifetimeOption lifetime;

    @Mixin
    private NewCaOptions options;

    @Override
    protected Outcome run() throws Exception {
        if (pathLength < 0) {
            throw Failure.usage("--path-length must be 0 or more, not " + pathLength);
        }
        CaFolder folder = new CaFolder(dir);
        folder.refuseExisting();
        Subject subject = options.subject(name);
        NewKey key = options.key(context(), dir, trace());
        Order order = Order.ca(
                subject,
                key.pair().getPublic(),
                Profile.ROOT_CA,
                lifetime.of(context().clock(), Period.ofYears(10)),
                pathLength);
        X509Certificate root = Signing.selfSigned(options.permit.applyTo(order), key.pair());
        Disk disk = context().disk();
        try (FolderLock lock = folder.lockParent(disk)) {
            folder.refuseExisting();
            CaFolder draft = folder.begin(disk, key, options.publication());
            draft.certify(disk, List.of(root));
            folder.finish(disk, draft);
        }
        folder.warnOfKey(this::warnOfGit);
        Made report = Made.of(root, folder.written(List.of(root)));
        report(report, () -> report.print(out()));
        return Outcome.FINE;
    }
}

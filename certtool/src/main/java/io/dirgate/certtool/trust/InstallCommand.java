package io.dirgate.certtool.trust;

import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code certtool trust install}. */
@Command(
        name = "install",
        description = {
            "Make this machine trust a root CA: in the system's trust store (Debian, Ubuntu, Red Hat,"
                    + " Amazon Linux) and in Java's.",
            "Anyone who has the root's key can then impersonate any server. Prints the command that"
                    + " undoes it. Can be repeated."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool trust install live/ca.pem --dry-run",
            "  certtool trust install live/ca.pem",
            "  certtool trust install live/ca.pem --only java --java /opt/jdk-21",
            "  certtool trust install live/ca.pem --root /mnt/image"
        })
final class InstallCommand extends TrustVerb {
    /** The bit of keyUsage that allows to sign certificates. */
    private static final int KEY_CERT_SIGN = 5;

    @Override
    void check(X509Certificate certificate) {
        String subject = DistinguishedName.subject(certificate);
        if (!Chain.isSelfSigned(certificate)) {
            throw new Failure(subject + " is not a root: " + DistinguishedName.issuer(certificate)
                    + " has issued it; install that one");
        }
        if (certificate.getBasicConstraints() < 0) {
            throw new Failure(subject + " is not a root: its basicConstraints do not make it a CA");
        }
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[KEY_CERT_SIGN]) {
            throw new Failure(subject + " is not a root: its keyUsage lacks keyCertSign");
        }
        Instant end = Validity.of(certificate).notAfter();
        if (context().clock().instant().isAfter(end)) {
            throw new Failure(subject + " expired on " + end + ", so no client would trust it; install a new root");
        }
    }

    @Override
    List<Finding> change(Store store, List<X509Certificate> roots, boolean dryRun) throws Exception {
        return store.install(roots, dryRun);
    }

    @Override
    String opposite() {
        return "uninstall";
    }
}

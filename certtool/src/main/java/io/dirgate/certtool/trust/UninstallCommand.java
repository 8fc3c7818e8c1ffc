package io.dirgate.certtool.trust;

import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code certtool trust uninstall}. */
@Command(
        name = "uninstall",
        description = {
            "Undo certtool trust install: this machine no longer trusts the root CA.",
            "Removes only what that command has installed. Can be repeated."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool trust uninstall live/ca.pem --dry-run",
            "  certtool trust uninstall live/ca.pem",
            "  certtool trust uninstall live/ca.pem --only java --java /opt/jdk-21"
        })
final class UninstallCommand extends TrustVerb {
    /** An expired root, too, can be removed. */
    @Override
    void check(X509Certificate certificate) {}

    @Override
    List<Finding> change(Store store, List<X509Certificate> roots, boolean dryRun) throws Exception {
        return store.uninstall(roots, dryRun);
    }

    @Override
    String opposite() {
        return "install";
    }
}

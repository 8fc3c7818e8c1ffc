package io.dirgate.certtool.trust;

import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.util.List;

/** A place in which programs look for the roots that they trust. */
interface Store {
    /** The store's name for a person. */
    String name();

    /** Adds roots. Adding a root again changes nothing. With {@code dryRun} it only reports. */
    List<Finding> install(List<X509Certificate> roots, boolean dryRun) throws Exception;

    /** Removes only what {@link #install} has added. With {@code dryRun} it only reports. */
    List<Finding> uninstall(List<X509Certificate> roots, boolean dryRun) throws Exception;

    /** The name under which a root is installed. It tells an installed root from all that somebody else has added. */
    static String entry(X509Certificate root) {
        return "dirgate-" + Certificates.fingerprint(root).substring(0, 32);
    }
}

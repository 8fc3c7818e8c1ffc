package io.dirgate.certtool.renew;

import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.pki.RenewalTime;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Makes the next certificate with its key and puts both into the folder, in one step. */
interface Source {
    /** What the folder holds now. */
    Present present() throws IOException;

    /** When a certificate of it is to be renewed. */
    default Instant due(X509Certificate certificate) throws IOException {
        return RenewalTime.of(certificate);
    }

    /** Renews; what was made. */
    Made renew() throws Exception;

    /** Warnings of coming problems. */
    List<Finding> warnings() throws IOException;
}

package io.dirgate.certtool.aws.fake;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/** One certificate that the stand-in for ACM holds. Its content changes by re-import; its ARN, type and users stay. */
final class AcmCertificate {
    final String arn;
    final String type;
    final List<String> inUseBy = new ArrayList<>();
    final Map<String, String> tags = new TreeMap<>();
    String status = "ISSUED";
    String export = "DISABLED";
    Content content;
    Instant importedAt = Instant.now();

    /** What an import brings. */
    record Content(X509Certificate leaf, List<X509Certificate> chain, PrivateKeyInfo key) {}

    AcmCertificate(String arn, String type, Content content) {
        this.arn = arn;
        this.type = type;
        this.content = content;
    }
}

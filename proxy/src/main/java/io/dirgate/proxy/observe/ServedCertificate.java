package io.dirgate.proxy.observe;

import java.time.Instant;
import java.util.List;

/**
 * A certificate that new connections are served.
 *
 * @param source the file, or what AWS knows it by
 * @param names the DNS names and addresses that it is for, in lower case
 * @param keyType for example {@code EC} or {@code RSA}: a listener may serve one of each under the same subject
 * @param notBefore the first instant at which it is valid
 * @param notAfter the last instant at which it is valid
 */
public record ServedCertificate(
        String source, String subject, List<String> names, String keyType, Instant notBefore, Instant notAfter) {
    public ServedCertificate {
        names = List.copyOf(names);
    }
}

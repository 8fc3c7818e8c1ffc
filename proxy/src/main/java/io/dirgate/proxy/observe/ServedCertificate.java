package io.dirgate.proxy.observe;

import java.time.Instant;
import java.util.List;

/**
 * A certificate that a listener serves to new connections.
 *
 * @param source the file, or the certificate's identifier in AWS
 * @param names its DNS names and addresses, in lower case
 * @param keyType for example {@code EC} or {@code RSA}; a listener may serve one of each with the same subject
 * @param notBefore first instant of its validity
 * @param notAfter last instant of its validity
 */
public record ServedCertificate(
        String source, String subject, List<String> names, String keyType, Instant notBefore, Instant notAfter) {
    public ServedCertificate {
        names = List.copyOf(names);
    }
}

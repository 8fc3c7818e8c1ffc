package io.dirgate.certtool.acm;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dirgate.certtool.pki.Validity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.CertificateSummary;

/**
 * A certificate in ACM as the commands report it.
 *
 * @param keyAlgorithm ACM's name, such as EC_prime256v1
 * @param daysLeft whole days until it expires, negative afterwards
 * @param inUseBy the resources that use it; a list of certificates only tells whether there are any
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateView(
        String arn,
        @Nullable String name,
        List<String> names,
        @Nullable String type,
        @Nullable String status,
        @Nullable String keyAlgorithm,
        @Nullable Instant notBefore,
        @Nullable Instant notAfter,
        @Nullable Long daysLeft,
        @Nullable Boolean inUse,
        @Nullable List<String> inUseBy,
        @Nullable String renewalEligibility,
        boolean exportable,
        @Nullable String sha256) {

    static CertificateView of(CertificateSummary summary, Instant now) {
        return new CertificateView(
                summary.certificateArn(),
                summary.domainName(),
                summary.subjectAlternativeNameSummaries(),
                summary.typeAsString(),
                summary.statusAsString(),
                summary.keyAlgorithmAsString(),
                summary.notBefore(),
                summary.notAfter(),
                daysLeft(summary.notAfter(), now),
                summary.inUse(),
                null,
                summary.renewalEligibilityAsString(),
                isExportable(summary.typeAsString(), summary.exportOptionAsString()),
                null);
    }

    static CertificateView of(CertificateDetail detail, @Nullable String sha256, Instant now) {
        String algorithm = detail.keyAlgorithmAsString();
        String export = detail.options() == null ? null : detail.options().exportAsString();
        return new CertificateView(
                detail.certificateArn(),
                detail.domainName(),
                detail.subjectAlternativeNames(),
                detail.typeAsString(),
                detail.statusAsString(),
                algorithm == null ? null : algorithm.replace('-', '_'),
                detail.notBefore(),
                detail.notAfter(),
                daysLeft(detail.notAfter(), now),
                !detail.inUseBy().isEmpty(),
                detail.inUseBy(),
                detail.renewalEligibilityAsString(),
                isExportable(detail.typeAsString(), export),
                sha256);
    }

    /** Private CA certificates always are, public ones if they were requested so, imported ones never. */
    static boolean isExportable(@Nullable String type, @Nullable String export) {
        return "PRIVATE".equals(type) || ("AMAZON_ISSUED".equals(type) && "ENABLED".equals(export));
    }

    private static @Nullable Long daysLeft(@Nullable Instant notAfter, Instant now) {
        return notAfter == null ? null : new Validity(now, notAfter).daysLeft(now);
    }
}

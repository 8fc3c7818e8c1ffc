package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.net.URI;
import java.util.List;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * Where a CA publishes, written into all that it issues (RFC 5280 sections 4.2.1.13 and 4.2.2.1). Only {@code http}: a client that
 * checks a certificate cannot check another one first, and Windows skips {@code https} here.
 *
 * @param crlUrls where its CRL is
 * @param caUrls where its own certificate is, in DER
 */
public record Publication(List<String> crlUrls, List<String> caUrls) {
    public static final Publication NOWHERE = new Publication(List.of(), List.of());

    public Publication {
        crlUrls = List.copyOf(crlUrls);
        caUrls = List.copyOf(caUrls);
        crlUrls.forEach(Publication::check);
        caUrls.forEach(Publication::check);
    }

    private static void check(String url) {
        try {
            URI uri = URI.create(url);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw Failure.usage("'" + url + "' is not a URL: " + e.getMessage());
        }
        throw Failure.usage("'" + url + "' is not of the form http://host/path; clients fetch these without TLS");
    }

    @Nullable
    CRLDistPoint crlDistributionPoints() {
        if (crlUrls.isEmpty()) {
            return null;
        }
        GeneralNames names =
                new GeneralNames(crlUrls.stream().map(Publication::url).toArray(GeneralName[]::new));
        return new CRLDistPoint(
                new DistributionPoint[] {new DistributionPoint(new DistributionPointName(names), null, null)});
    }

    @Nullable
    AuthorityInformationAccess authorityInformationAccess() {
        return caUrls.isEmpty()
                ? null
                : new AuthorityInformationAccess(caUrls.stream()
                        .map(url -> new AccessDescription(AccessDescription.id_ad_caIssuers, url(url)))
                        .toArray(AccessDescription[]::new));
    }

    private static GeneralName url(String url) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, url);
    }
}

package io.dirgate.certtool.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** How ACM describes a certificate. */
final class AcmAnswers {
    private AcmAnswers() {}

    static String keyAlgorithm(AcmCertificate certificate) {
        return String.valueOf(X509Facts.keyAlgorithm(certificate.content.leaf().getPublicKey()));
    }

    static JsonNode summary(AcmCertificate certificate) {
        X509Certificate leaf = certificate.content.leaf();
        ObjectNode summary = common(certificate);
        ArrayNode names = summary.putArray("SubjectAlternativeNameSummaries");
        X509Facts.dnsNames(leaf).forEach(names::add);
        summary.put("HasAdditionalSubjectAlternativeNames", false);
        summary.put("InUse", !certificate.inUseBy.isEmpty());
        summary.put("ExportOption", certificate.export);
        ArrayNode usages = summary.putArray("KeyUsages");
        Set<String> keyUsages = X509Facts.keyUsages(leaf);
        if (keyUsages != null) {
            keyUsages.forEach(usages::add);
        }
        return summary;
    }

    static JsonNode detail(AcmCertificate certificate) {
        X509Certificate leaf = certificate.content.leaf();
        ObjectNode detail = common(certificate);
        // The service writes the algorithm with a hyphen here, unlike the enumeration of its own model.
        detail.put("KeyAlgorithm", keyAlgorithm(certificate).replace('_', '-'));
        ArrayNode names = detail.putArray("SubjectAlternativeNames");
        X509Facts.dnsNames(leaf).forEach(names::add);
        detail.put("Subject", leaf.getSubjectX500Principal().getName());
        detail.put("Issuer", leaf.getIssuerX500Principal().getName());
        detail.put(
                "Serial",
                HexFormat.ofDelimiter(":").formatHex(leaf.getSerialNumber().toByteArray()));
        detail.put("SignatureAlgorithm", leaf.getSigAlgName().toUpperCase(Locale.ROOT));
        ArrayNode users = detail.putArray("InUseBy");
        certificate.inUseBy.forEach(users::add);
        Set<String> keyUsages = X509Facts.keyUsages(leaf);
        if (keyUsages != null) {
            ArrayNode usages = detail.putArray("KeyUsages");
            keyUsages.forEach(usage -> usages.addObject().put("Name", usage));
        }
        Set<String> extended = X509Facts.extendedKeyUsages(leaf);
        if (extended != null) {
            ArrayNode usages = detail.putArray("ExtendedKeyUsages");
            extended.forEach(oid -> usages.addObject()
                    .put("Name", X509Facts.extendedKeyUsageName(oid))
                    .put("OID", oid));
        }
        detail.putObject("Options")
                .put("CertificateTransparencyLoggingPreference", "DISABLED")
                .put("Export", certificate.export);
        return detail;
    }

    private static ObjectNode common(AcmCertificate certificate) {
        X509Certificate leaf = certificate.content.leaf();
        ObjectNode answer = AwsWire.JSON.createObjectNode();
        answer.put("CertificateArn", certificate.arn);
        String commonName = X509Facts.commonName(leaf);
        if (commonName != null) {
            answer.put("DomainName", commonName);
        }
        answer.put("Type", certificate.type);
        answer.put("Status", certificate.status);
        answer.put("KeyAlgorithm", keyAlgorithm(certificate));
        answer.put("NotBefore", leaf.getNotBefore().toInstant().getEpochSecond());
        answer.put("NotAfter", leaf.getNotAfter().toInstant().getEpochSecond());
        answer.put("ImportedAt", certificate.importedAt.getEpochSecond());
        answer.put("CreatedAt", certificate.importedAt.getEpochSecond());
        answer.put("RenewalEligibility", "INELIGIBLE");
        return answer;
    }
}

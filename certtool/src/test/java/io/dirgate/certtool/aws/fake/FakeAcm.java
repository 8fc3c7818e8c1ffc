package io.dirgate.certtool.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dirgate.certtool.aws.fake.AcmCertificate.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/** AWS Certificate Manager: what certtool and the gateway use of it, with its rules. */
public final class FakeAcm {
    private static final Pattern ARN =
            Pattern.compile("arn:[\\w+=/,.@-]+:acm:[\\w+=/,.@-]*:[0-9]+:[\\w+=,.@-]+(/[\\w+=,.@-]+)*");
    private static final Set<String> LISTED_WITHOUT_FILTER = Set.of("RSA_1024", "RSA_2048");

    private final Map<String, AcmCertificate> certificates = new LinkedHashMap<>();
    private int quota = 2_500;
    private int pageSize = 1_000;

    /** At most this many certificates; 2,500 in a new account. */
    public synchronized void quota(int certificates) {
        quota = certificates;
    }

    /** How many certificates one answer holds at most, whatever the request asks for. */
    public synchronized void pageSize(int certificates) {
        pageSize = certificates;
    }

    /** Makes a load balancer or another resource use the certificate. */
    public synchronized void use(String arn, String resourceArn) {
        find(arn).inUseBy.add(resourceArn);
    }

    /** The leaf that is served under an ARN now, as PEM. */
    public synchronized String leaf(String arn) {
        return X509Facts.pem(find(arn).content.leaf());
    }

    public synchronized Map<String, String> tags(String arn) {
        return Map.copyOf(find(arn).tags);
    }

    public synchronized int count() {
        return certificates.size();
    }

    /** A certificate that a private CA of AWS issued, hence an exportable one. Its material must pass the import rules. */
    public synchronized String addPrivate(String certificatePem, String keyPem, String chainPem, String status) {
        Content content = AcmImportRules.check(bytes(certificatePem), bytes(keyPem), bytes(chainPem));
        AcmCertificate certificate = new AcmCertificate(newArn(), "PRIVATE", content);
        certificate.status = status;
        certificates.put(certificate.arn, certificate);
        return certificate.arn;
    }

    synchronized JsonNode answer(String operation, JsonNode request) {
        return switch (operation) {
            case "ImportCertificate" -> importCertificate(request);
            case "ListCertificates" -> list(request);
            case "DescribeCertificate" -> describe(named(request));
            case "GetCertificate" -> get(named(request));
            case "ExportCertificate" -> export(request);
            case "DeleteCertificate" -> delete(named(request));
            case "ListTagsForCertificate" -> listTags(named(request));
            case "AddTagsToCertificate" -> addTags(request);
            default -> throw new AwsFault("UnknownOperationException", "acm:" + operation + " is not played here");
        };
    }

    private JsonNode importCertificate(JsonNode request) {
        Content content = AcmImportRules.check(
                blob(request, "Certificate"), blob(request, "PrivateKey"), blob(request, "CertificateChain"));
        JsonNode tags = request.path("Tags");
        AcmCertificate certificate;
        if (request.has("CertificateArn")) {
            certificate = named(request);
            if (!certificate.type.equals("IMPORTED")) {
                throw AwsFault.validation("Only imported certificates can be re-imported.");
            }
            if (!tags.isMissingNode() && !tags.isNull()) {
                throw AwsFault.validation("Tagging is not permitted on re-import.");
            }
            AcmReimportRules.check(certificate.content.leaf(), content.leaf());
            certificate.content = content;
            certificate.importedAt = Instant.now();
        } else {
            if (certificates.size() >= quota) {
                throw new AwsFault(
                        "LimitExceededException", "Cannot import more than %d certificates".formatted(quota));
            }
            certificate = new AcmCertificate(newArn(), "IMPORTED", content);
            AcmTags.add(certificate.tags, tags);
            certificates.put(certificate.arn, certificate);
        }
        return object().put("CertificateArn", certificate.arn);
    }

    private JsonNode list(JsonNode request) {
        Set<String> keyTypes = names(request.path("Includes").path("keyTypes"));
        Set<String> wanted = keyTypes.isEmpty() ? LISTED_WITHOUT_FILTER : keyTypes;
        Set<String> statuses = names(request.path("CertificateStatuses"));
        List<AcmCertificate> matching = new ArrayList<>();
        for (AcmCertificate certificate : certificates.values()) {
            boolean right = statuses.isEmpty() || statuses.contains(certificate.status);
            if (right && wanted.contains(AcmAnswers.keyAlgorithm(certificate))) {
                matching.add(certificate);
            }
        }
        int asked = request.path("MaxItems").asInt(1_000);
        if (asked < 1 || asked > 1_000) {
            throw AwsFault.validation("MaxItems must be from 1 to 1000");
        }
        ObjectNode answer = object();
        ArrayNode summaries = answer.putArray("CertificateSummaryList");
        new Pages("ListCertificates", () -> AwsFault.validation("The NextToken is not valid"))
                .page(matching, request, Math.min(asked, pageSize), answer)
                .forEach(certificate -> summaries.add(AcmAnswers.summary(certificate)));
        return answer;
    }

    private static JsonNode describe(AcmCertificate certificate) {
        return object().set("Certificate", AcmAnswers.detail(certificate));
    }

    private static JsonNode get(AcmCertificate certificate) {
        refusePending(certificate);
        ObjectNode answer = object().put("Certificate", X509Facts.pem(certificate.content.leaf()));
        if (!certificate.content.chain().isEmpty()) {
            answer.put("CertificateChain", chain(certificate.content.chain()));
        }
        return answer;
    }

    private JsonNode export(JsonNode request) {
        AcmCertificate certificate = named(request);
        byte[] passphrase = blob(request, "Passphrase");
        if (passphrase.length < 4 || passphrase.length > 128) {
            throw AwsFault.validation("The passphrase must have 4 to 128 bytes");
        }
        for (byte each : passphrase) {
            if (each <= 0x20 || each == 0x7f || each == '#' || each == '$' || each == '%') {
                throw AwsFault.validation("The passphrase may have any ASCII character but #, $ and %");
            }
        }
        boolean exportable = certificate.type.equals("PRIVATE") || certificate.export.equals("ENABLED");
        if (!exportable) {
            throw AwsFault.validation("The certificate %s is not exportable.".formatted(certificate.arn));
        }
        refusePending(certificate);
        return object().put("Certificate", X509Facts.pem(certificate.content.leaf()))
                .put("CertificateChain", chain(certificate.content.chain()))
                .put("PrivateKey", EncryptedKey.pem(certificate.content.key(), passphrase));
    }

    private JsonNode delete(AcmCertificate certificate) {
        if (!certificate.inUseBy.isEmpty()) {
            throw new AwsFault(
                    "ResourceInUseException",
                    "Certificate %s in account %s is in use.".formatted(certificate.arn, FakeAws.ACCOUNT));
        }
        certificates.remove(certificate.arn);
        return NullNode.instance;
    }

    private static JsonNode listTags(AcmCertificate certificate) {
        ObjectNode answer = object();
        ArrayNode tags = answer.putArray("Tags");
        certificate.tags.forEach(
                (key, value) -> tags.addObject().put("Key", key).put("Value", value));
        return answer;
    }

    private JsonNode addTags(JsonNode request) {
        AcmTags.add(named(request).tags, request.path("Tags"));
        return NullNode.instance;
    }

    private static void refusePending(AcmCertificate certificate) {
        if (certificate.status.equals("PENDING_VALIDATION")) {
            throw new AwsFault("RequestInProgressException", "The certificate request is still in progress.");
        }
    }

    private AcmCertificate named(JsonNode request) {
        return find(request.path("CertificateArn").asText());
    }

    private AcmCertificate find(String arn) {
        if (arn.length() < 20 || arn.length() > 2_048 || !ARN.matcher(arn).matches()) {
            throw new AwsFault("InvalidArnException", arn + " is not the ARN of a certificate");
        }
        AcmCertificate certificate = certificates.get(arn);
        if (certificate == null) {
            throw new AwsFault(
                    "ResourceNotFoundException",
                    "Could not find certificate %s in account %s.".formatted(arn, FakeAws.ACCOUNT));
        }
        return certificate;
    }

    private static byte[] blob(JsonNode request, String member) {
        JsonNode value = request.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return new byte[0];
        }
        try {
            return value.binaryValue();
        } catch (IOException e) {
            throw new AwsFault("SerializationException", member + " is not Base64");
        }
    }

    private static Set<String> names(JsonNode list) {
        Set<String> names = new TreeSet<>();
        list.forEach(each -> names.add(each.asText()));
        return names;
    }

    private static String chain(List<X509Certificate> chain) {
        StringBuilder pem = new StringBuilder();
        chain.forEach(each -> pem.append(X509Facts.pem(each)));
        return pem.toString();
    }

    private static String newArn() {
        return "arn:aws:acm:%s:%s:certificate/%s".formatted(FakeAws.REGION, FakeAws.ACCOUNT, UUID.randomUUID());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static ObjectNode object() {
        return AwsWire.JSON.createObjectNode();
    }
}

package io.dirgate.certtool.acm;

import io.dirgate.certtool.pki.PkiFile;
import io.dirgate.certtool.report.Failure;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.CertificateSummary;
import software.amazon.awssdk.services.acm.model.CertificateType;
import software.amazon.awssdk.services.acm.model.GetCertificateResponse;
import software.amazon.awssdk.services.acm.model.ImportCertificateRequest;
import software.amazon.awssdk.services.acm.model.RequestInProgressException;
import software.amazon.awssdk.services.acm.model.ResourceInUseException;
import software.amazon.awssdk.services.acm.model.ResourceNotFoundException;
import software.amazon.awssdk.services.acm.model.Tag;

/** The certificates of one account and Region. Errors that mean something special come as {@link Failure}, others as the SDK's. */
public final class AcmCertificates {
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:acm:([a-z0-9-]+):\\d{12}:certificate/[\\w-]{1,128}");

    private final AcmClient acm;

    public AcmCertificates(AcmClient acm) {
        this.acm = acm;
    }

    /** All certificates, with any type of key. */
    public List<CertificateSummary> list() {
        return acm
                .listCertificatesPaginator(
                        request -> request.includes(filters -> filters.keyTypesWithStrings(AcmKeys.ALL)))
                .certificateSummaryList()
                .stream()
                .toList();
    }

    /** All of them as the commands report them. */
    List<CertificateView> views(Instant now) {
        return list().stream().map(summary -> CertificateView.of(summary, now)).toList();
    }

    public CertificateDetail describe(String arn) {
        try {
            return acm.describeCertificate(request -> request.certificateArn(checked(arn)))
                    .certificate();
        } catch (ResourceNotFoundException e) {
            throw unknown(arn, e);
        }
    }

    /** The leaf, and behind it what ACM calls the chain. */
    public List<X509Certificate> leafAndChain(String arn) {
        try {
            GetCertificateResponse answer = acm.getCertificate(request -> request.certificateArn(checked(arn)));
            String chain = answer.certificateChain();
            return parse(arn, answer.certificate() + "\n" + (chain == null ? "" : chain));
        } catch (ResourceNotFoundException e) {
            throw unknown(arn, e);
        } catch (RequestInProgressException e) {
            throw new Failure(arn + " is not issued yet: its validation is still under way", e);
        }
    }

    /** The ARN that holds exactly this already, or null. Only candidates by key, type and dates are fetched. */
    @Nullable
    String findIdentical(ImportMaterial material) {
        String kind = AcmKeys.name(material.leaf().getPublicKey());
        for (CertificateSummary summary : list()) {
            boolean imported = CertificateType.IMPORTED.equals(summary.type());
            boolean sameKind = summary.keyAlgorithmAsString() == null
                    || summary.keyAlgorithmAsString().replace('-', '_').equals(kind);
            boolean sameEnd = summary.notAfter() == null
                    || summary.notAfter().getEpochSecond()
                            == material.leaf().getNotAfter().toInstant().getEpochSecond();
            if (imported && sameKind && sameEnd && material.isHeldAs(leafAndChain(summary.certificateArn()))) {
                return summary.certificateArn();
            }
        }
        return null;
    }

    /** Imports under a new ARN and returns it. */
    String importNew(ImportMaterial material, Map<String, String> tags) {
        ImportCertificateRequest.Builder request = request(material);
        if (!tags.isEmpty()) {
            request.tags(tags.entrySet().stream()
                    .map(tag -> Tag.builder()
                            .key(tag.getKey())
                            .value(tag.getValue())
                            .build())
                    .toList());
        }
        return acm.importCertificate(request.build()).certificateArn();
    }

    /** Replaces the certificate under an ARN. All users of the ARN soon serve the new certificate. This cannot be undone. */
    void reimport(String arn, ImportMaterial material) {
        acm.importCertificate(request(material).certificateArn(checked(arn)).build());
    }

    /** The exported leaf, chain and encrypted key, one PEM text. */
    String export(String arn, byte[] passphrase) {
        try {
            var answer = acm.exportCertificate(
                    request -> request.certificateArn(checked(arn)).passphrase(SdkBytes.fromByteArray(passphrase)));
            String chain = answer.certificateChain();
            return answer.certificate() + "\n" + (chain == null ? "" : chain + "\n") + answer.privateKey();
        } catch (ResourceNotFoundException e) {
            throw unknown(arn, e);
        } catch (RequestInProgressException e) {
            throw new Failure(arn + " is not issued yet: its validation is still under way", e);
        }
    }

    void delete(String arn) {
        try {
            acm.deleteCertificate(request -> request.certificateArn(checked(arn)));
        } catch (ResourceInUseException e) {
            throw new Failure(
                    arn + " was taken into use just now and was not deleted; certtool acm show tells by what", e);
        }
    }

    private static ImportCertificateRequest.Builder request(ImportMaterial material) {
        ImportCertificateRequest.Builder request = ImportCertificateRequest.builder()
                .certificate(SdkBytes.fromByteArray(material.leafPem()))
                .privateKey(SdkBytes.fromByteArray(material.keyPem()));
        return material.chain().isEmpty()
                ? request
                : request.certificateChain(SdkBytes.fromByteArray(material.chainPem()));
    }

    private static List<X509Certificate> parse(String arn, String pem) {
        return PkiFile.of(pem.getBytes(StandardCharsets.US_ASCII), "ACM's answer for " + arn)
                .certificates();
    }

    private static String checked(String arn) {
        if (!ARN.matcher(arn).matches()) {
            throw Failure.usage("--arn " + arn
                    + " is not the ARN of a certificate, which looks like arn:aws:acm:REGION:ACCOUNT:certificate/ID");
        }
        return arn;
    }

    private Failure unknown(String arn, Exception cause) {
        String region = arn.split(":")[3];
        String asked = acm.serviceClientConfiguration().region().id();
        String advice = region.equals(asked)
                ? " in this account; certtool acm list shows those that there are"
                : ": it is of " + region + ", the Region asked is " + asked + "; give --region " + region;
        return new Failure("there is no certificate " + arn + advice, cause);
    }
}

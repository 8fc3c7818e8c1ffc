package io.dirgate.proxy.aws;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.ExportCertificateResponse;

/** AWS Certificate Manager: what a certificate is, and the certificate itself with its key. */
public final class CertificateManager implements AutoCloseable {
    /**
     * A certificate as ACM describes it.
     *
     * @param type {@code IMPORTED}, {@code AMAZON_ISSUED} or {@code PRIVATE}
     * @param status {@code ISSUED}, {@code PENDING_VALIDATION} and so on
     * @param serial empty while there is none
     */
    public record Described(String type, String status, String serial) {}

    /** All PEM text; the chain is without the leaf, the key is PKCS#8, encrypted with the caller's passphrase. */
    public record Exported(String certificate, String chain, String encryptedKey) {}

    private final AcmClient client;

    public CertificateManager(String region) throws AwsException {
        client = Calls.client(AcmClient.builder(), region);
    }

    public Described describe(String arn) throws AwsException {
        CertificateDetail detail = Calls.inWords(
                "acm:DescribeCertificate", () -> client.describeCertificate(request -> request.certificateArn(arn))
                        .certificate());
        return new Described(text(detail.typeAsString()), text(detail.statusAsString()), text(detail.serial()));
    }

    /** @param passphrase 4 to 128 ASCII characters, none of them {@code #}, {@code $} or {@code %} */
    public Exported export(String arn, char[] passphrase) throws AwsException {
        byte[] bytes = new String(passphrase).getBytes(StandardCharsets.US_ASCII);
        ExportCertificateResponse exported = Calls.inWords(
                "acm:ExportCertificate",
                () -> client.exportCertificate(
                        request -> request.certificateArn(arn).passphrase(SdkBytes.fromByteArray(bytes))));
        return new Exported(
                text(exported.certificate()), text(exported.certificateChain()), text(exported.privateKey()));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        client.close();
    }
}

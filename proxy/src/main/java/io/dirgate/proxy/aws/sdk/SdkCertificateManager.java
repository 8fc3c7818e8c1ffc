package io.dirgate.proxy.aws.sdk;

import io.dirgate.proxy.aws.AwsException;
import io.dirgate.proxy.aws.CertificateManager;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.ExportCertificateResponse;

final class SdkCertificateManager implements CertificateManager {
    private final AcmClient client;

    SdkCertificateManager(@Nullable String region) throws AwsException {
        client = Calls.client(AcmClient.builder(), region);
    }

    @Override
    public Described describe(String arn) throws AwsException {
        CertificateDetail detail = Calls.inWords(
                "acm:DescribeCertificate", () -> client.describeCertificate(request -> request.certificateArn(arn))
                        .certificate());
        return new Described(text(detail.typeAsString()), text(detail.statusAsString()), text(detail.serial()));
    }

    @Override
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

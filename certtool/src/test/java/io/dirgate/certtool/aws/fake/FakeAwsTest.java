package io.dirgate.certtool.aws.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dirgate.certtool.aws.CertificateRecipe;
import io.dirgate.certtool.aws.Issued;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acm.model.AcmException;
import software.amazon.awssdk.services.acm.model.CertificateSummary;
import software.amazon.awssdk.services.acm.model.KeyAlgorithm;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.DirectoryDescription;
import software.amazon.awssdk.services.directory.model.InvalidNextTokenException;

/** The stand-in answers the real SDK as AWS documents it. */
class FakeAwsTest {
    private final FakeAws aws = FakeAws.start();
    private final StaticCredentialsProvider credentials =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAEXAMPLE", "secret"));
    private final AcmClient acm = AcmClient.builder()
            .endpointOverride(aws.endpoint())
            .region(Region.of(FakeAws.REGION))
            .credentialsProvider(credentials)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    private final DirectoryClient directories = DirectoryClient.builder()
            .endpointOverride(aws.endpoint())
            .region(Region.of(FakeAws.REGION))
            .credentialsProvider(credentials)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();

    @AfterEach
    void close() {
        acm.close();
        directories.close();
        aws.close();
    }

    @Test
    void ecCertificatesAreListedOnlyWhenAskedFor() {
        String arn = importCertificate(
                CertificateRecipe.server("ldap.corp.example.com").selfSigned());

        assertThat(acm.listCertificates().certificateSummaryList()).isEmpty();
        assertThat(acm.listCertificates(r -> r.includes(i -> i.keyTypes(KeyAlgorithm.EC_PRIME256_V1)))
                        .certificateSummaryList())
                .extracting(CertificateSummary::certificateArn)
                .containsExactly(arn);
    }

    @Test
    void keyThatBelongsToAnotherCertificateIsRefused() {
        Issued one = CertificateRecipe.server("one.example.com").selfSigned();
        Issued other = CertificateRecipe.server("other.example.com").selfSigned();

        assertThatThrownBy(() -> importCertificate(new Issued(one.certificate(), other.key())))
                .isInstanceOfSatisfying(
                        AcmException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"))
                .hasMessageContaining("does not match");
    }

    @Test
    void pagesFollowEachOtherAndAnInventedTokenIsRefused() {
        for (int i = 0; i < 5; i++) {
            aws.directories().addSimpleAd("corp" + i + ".example.com", "10.0.0." + i);
        }
        aws.directories().pageSize(2);

        List<DirectoryDescription> all = directories.describeDirectoriesPaginator().directoryDescriptions().stream()
                .toList();

        assertThat(all).hasSize(5).doesNotHaveDuplicates();
        assertThat(aws.actions()).hasSize(3);
        assertThatThrownBy(() -> directories.describeDirectories(r -> r.nextToken("page two please")))
                .isInstanceOf(InvalidNextTokenException.class);
    }

    @Test
    void theSdkRetriesWhatIsThrottled() {
        aws.throttleNext(1);

        assertThat(acm.listCertificates().certificateSummaryList()).isEmpty();
        assertThat(aws.actions()).containsExactly("acm:ListCertificates", "acm:ListCertificates");
    }

    @Test
    void unsignedRequestIsRefused() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(aws.endpoint() + "/"))
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "CertificateManager.ListCertificates")
                .POST(BodyPublishers.ofString("{}"))
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("MissingAuthenticationTokenException");
    }

    private String importCertificate(Issued issued) {
        return acm.importCertificate(r -> r.certificate(SdkBytes.fromUtf8String(issued.pem()))
                        .privateKey(SdkBytes.fromUtf8String(issued.keyPem())))
                .certificateArn();
    }
}

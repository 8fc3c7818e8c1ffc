package io.dirgate.certtool.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.aws.CertificateRecipe;
import io.dirgate.certtool.aws.Issued;
import io.dirgate.certtool.aws.fake.FakeAws;
import io.dirgate.certtool.report.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.CertificateType;
import software.amazon.awssdk.services.directory.model.InvalidCertificateException;
import software.amazon.awssdk.services.directory.model.InvalidParameterException;

/** What certtool checks beforehand and what the stand-in for Directory Service refuses are the same; the two share no code. */
class RegistrationRulesTest {
    private static final FakeAws AWS = FakeAws.start();
    private static final DirectoryClient CLIENT = DirectoryClient.builder()
            .endpointOverride(AWS.endpoint())
            .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();

    @AfterAll
    static void close() {
        CLIENT.close();
        AWS.close();
    }

    static Stream<Arguments> registrations() {
        Issued good = CertificateRecipe.ca("Example Root CA").selfSigned();
        return Stream.of(
                Arguments.of("", good, null),
                Arguments.of("", good, "http://ocsp.corp.example.com/ca"),
                Arguments.of("", CertificateRecipe.ca("Issuing").signedBy(good), null),
                Arguments.of(
                        "ds-ca",
                        CertificateRecipe.server("dc1.corp.example.com")
                                .until(Duration.ofDays(300))
                                .signedBy(good),
                        null),
                Arguments.of(
                        "ds-expiry",
                        CertificateRecipe.ca("Old").until(Duration.ofDays(89)).selfSigned(),
                        null),
                Arguments.of(
                        "ds-signature",
                        CertificateRecipe.ca("PSS")
                                .key(CertificateRecipe.rsaKey(2048))
                                .signature("SHA256withRSAandMGF1")
                                .selfSigned(),
                        null),
                Arguments.of("ds-size", bloated(), null),
                Arguments.of("ds-ocsp-url", good, "gopher://ocsp.corp.example.com"),
                Arguments.of("ds-ocsp-url", good, "http://ocsp.corp.example.com/" + "x".repeat(1_000)));
    }

    @ParameterizedTest
    @MethodSource("registrations")
    void everyRuleIsCheckedBeforehand(String rule, Issued issued, @Nullable String ocspUrl) {
        List<String> refused = RegistrationRules.check(issued.certificate(), ocspUrl, Instant.now()).stream()
                .map(Finding::code)
                .toList();

        assertThat(refusedByAws(issued, ocspUrl)).isEqualTo(!rule.isEmpty());
        if (rule.isEmpty()) {
            assertThat(refused).isEmpty();
        } else {
            assertThat(refused).containsExactly(rule);
        }
    }

    private static boolean refusedByAws(Issued issued, @Nullable String ocspUrl) {
        String directory = AWS.directories().addManagedAd("corp.example.com", "10.0.0.10");
        try {
            CLIENT.registerCertificate(request -> {
                request.directoryId(directory).certificateData(issued.pem());
                if (ocspUrl != null) {
                    request.type(CertificateType.CLIENT_CERT_AUTH)
                            .clientCertAuthSettings(settings -> settings.ocspUrl(ocspUrl));
                }
            });
            return false;
        } catch (InvalidCertificateException | InvalidParameterException e) {
            return true;
        }
    }

    /** More than 8,192 characters of names. */
    private static Issued bloated() {
        GeneralName[] names = new GeneralName[400];
        Arrays.setAll(names, i -> new GeneralName(GeneralName.dNSName, "ca%04d.corp.example.com".formatted(i)));
        return CertificateRecipe.ca("Bloated")
                .extension(Extension.subjectAlternativeName, false, new GeneralNames(names))
                .selfSigned();
    }
}

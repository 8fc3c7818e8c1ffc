package io.dirgate.certtool.acm;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.aws.CertificateRecipe;
import io.dirgate.certtool.aws.Issued;
import io.dirgate.certtool.aws.fake.FakeAws;
import io.dirgate.certtool.report.Finding;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acm.model.AcmException;
import software.amazon.awssdk.services.acm.model.ImportCertificateRequest;

/** What certtool checks beforehand and what the stand-in for ACM refuses are the same; the two share no code. */
class AcmRulesTest {
    private static final String NAME = "ldap.corp.example.com";
    private static final FakeAws AWS = FakeAws.start();
    private static final AcmClient ACM = AcmClient.builder()
            .endpointOverride(AWS.endpoint())
            .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    private static final KeyPair RSA = CertificateRecipe.rsaKey(2048);
    private static final Issued ROOT = CertificateRecipe.ca("Root").selfSigned();
    private static final Issued ISSUING = CertificateRecipe.ca("Issuing").signedBy(ROOT);

    @AfterAll
    static void close() {
        ACM.close();
        AWS.close();
    }

    static Stream<Arguments> imports() {
        Issued good = CertificateRecipe.server(NAME).selfSigned();
        Issued leaf = CertificateRecipe.server(NAME).signedBy(ISSUING);
        return Stream.of(
                Arguments.of("", material(good)),
                Arguments.of("", material(leaf, ISSUING, ROOT)),
                Arguments.of("", material(leaf, ISSUING)),
                Arguments.of(
                        "", material(CertificateRecipe.server(NAME).key(RSA).selfSigned())),
                Arguments.of("", material(CertificateRecipe.bare(NAME).selfSigned())),
                Arguments.of("", material(recipe("secp384r1").selfSigned())),
                Arguments.of("", material(recipe("secp521r1").selfSigned())),
                Arguments.of(
                        "acm-key-type",
                        material(
                                CertificateRecipe.server(NAME)
                                        .key(CertificateRecipe.ed25519Key())
                                        .signedBy(ROOT),
                                ROOT)),
                Arguments.of(
                        "acm-key-type",
                        material(CertificateRecipe.server(NAME)
                                .key(CertificateRecipe.rsaKey(1536))
                                .selfSigned())),
                Arguments.of("acm-key-match", material(new Issued(good.certificate(), leaf.key()))),
                Arguments.of("acm-key-match", material(new Issued(good.certificate(), RSA))),
                Arguments.of(
                        "acm-validity",
                        material(CertificateRecipe.server(NAME)
                                .from(Duration.ofDays(-9))
                                .until(Duration.ofDays(-1))
                                .selfSigned())),
                Arguments.of(
                        "acm-validity",
                        material(CertificateRecipe.server(NAME)
                                .from(Duration.ofDays(1))
                                .selfSigned())),
                Arguments.of(
                        "acm-version", material(CertificateRecipe.server(NAME).version1())),
                Arguments.of(
                        "acm-ocsp-url",
                        material(CertificateRecipe.server(NAME)
                                .ocspUrl("http://ocsp.example.com/" + "x".repeat(1000))
                                .selfSigned())),
                Arguments.of("acm-chain-missing", material(leaf)),
                Arguments.of("acm-chain-order", material(leaf, ROOT, ISSUING)),
                Arguments.of("acm-chain-order", material(leaf, ROOT)),
                Arguments.of("acm-chain-leaf", material(leaf, leaf, ISSUING)),
                Arguments.of("acm-size", material(bloated())));
    }

    @ParameterizedTest
    @MethodSource("imports")
    void everyImportRuleIsCheckedBeforehand(String rule, ImportMaterial material) {
        List<String> refused = refusals(ImportRules.check(material, Instant.now()));

        assertThat(refusedByAcm(material, null)).isEqualTo(!rule.isEmpty());
        if (rule.isEmpty()) {
            assertThat(refused).isEmpty();
        } else {
            assertThat(refused).contains(rule);
        }
    }

    static Stream<Arguments> replacements() {
        KeyUsage both = new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment);
        ExtendedKeyUsage client =
                new ExtendedKeyUsage(new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth});
        CertificateRecipe rsa = CertificateRecipe.server(NAME).key(RSA);
        return Stream.of(
                Arguments.of("", server(), server()),
                Arguments.of("", server(), CertificateRecipe.server("more.example.com", NAME)),
                Arguments.of("", server(), server().extension(Extension.keyUsage, true, both)),
                // The two exceptions: an ECDSA certificate may lose keyEncipherment, any may lose clientAuth.
                Arguments.of("", server().extension(Extension.keyUsage, true, both), server()),
                Arguments.of("", server().extension(Extension.extendedKeyUsage, false, client), server()),
                Arguments.of("", server(), server().extension(Extension.extendedKeyUsage, false, client)),
                Arguments.of(
                        "acm-reimport-key-usage",
                        CertificateRecipe.server(NAME).key(RSA).extension(Extension.keyUsage, true, both),
                        rsa),
                Arguments.of(
                        "acm-reimport-extended-key-usage",
                        server().extension(Extension.extendedKeyUsage, false, client),
                        server().extension(
                                        Extension.extendedKeyUsage,
                                        false,
                                        new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))),
                Arguments.of("acm-reimport-key-usage", CertificateRecipe.bare(NAME), server()),
                Arguments.of("acm-reimport-extended-key-usage", CertificateRecipe.bare(NAME), server()),
                Arguments.of("acm-reimport-key", rsa, server()),
                Arguments.of("acm-reimport-key", server(), recipe("secp384r1")),
                Arguments.of("acm-reimport-names", server(), CertificateRecipe.server("else.example.com")));
    }

    @ParameterizedTest
    @MethodSource("replacements")
    void everyReimportRuleIsCheckedBeforehand(String rule, CertificateRecipe present, CertificateRecipe next) {
        ImportMaterial old = material(present.selfSigned());
        ImportMaterial replacement = material(next.selfSigned());
        String arn = ACM.importCertificate(request(old).build()).certificateArn();

        List<String> refused = refusals(ReimportRules.check(old.leaf(), replacement.leaf()));

        assertThat(refusedByAcm(replacement, arn)).isEqualTo(!rule.isEmpty());
        if (rule.isEmpty()) {
            assertThat(refused).isEmpty();
        } else {
            assertThat(refused).contains(rule);
        }
    }

    @Test
    void mixedAlgorithmsAndWeakKeysAreOnlyDoubtful() {
        Issued weak = CertificateRecipe.server(NAME)
                .key(CertificateRecipe.rsaKey(1024))
                .signedBy(ROOT);

        List<Finding> findings = ImportRules.check(material(weak, ROOT), Instant.now());

        assertThat(findings).extracting(Finding::code).containsExactly("acm-key-weak", "acm-algorithm");
        assertThat(refusals(findings)).isEmpty();
    }

    private static CertificateRecipe server() {
        return CertificateRecipe.server(NAME);
    }

    private static CertificateRecipe recipe(String curve) {
        return CertificateRecipe.server(NAME).key(CertificateRecipe.ecKey(curve));
    }

    /** More than 32,768 bytes of names. */
    private static Issued bloated() {
        String[] names = new String[1_500];
        Arrays.setAll(names, i -> "ldap%04d.corp.example.com".formatted(i));
        return CertificateRecipe.server(names).selfSigned();
    }

    private static ImportMaterial material(Issued leaf, Issued... chain) {
        List<X509Certificate> issuers =
                Arrays.stream(chain).map(Issued::certificate).toList();
        return new ImportMaterial(leaf.certificate(), issuers, leaf.key());
    }

    private static List<String> refusals(List<Finding> findings) {
        return findings.stream().filter(Finding::isError).map(Finding::code).toList();
    }

    private static boolean refusedByAcm(ImportMaterial material, @Nullable String arn) {
        try {
            ACM.importCertificate(request(material).certificateArn(arn).build());
            return false;
        } catch (AcmException e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
            return true;
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
}

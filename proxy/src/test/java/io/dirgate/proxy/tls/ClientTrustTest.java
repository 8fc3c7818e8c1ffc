package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose certificate is refused, and why, as the log says it. */
class ClientTrustTest {
    private final Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    private final TestPki.Pair clients = TestPki.authority("Client CA");

    private void refused(TestPki.Pair client, String why, X509CRL... lists) {
        assertThatThrownBy(() -> check(client, false, lists))
                .isInstanceOf(CertificateException.class)
                .hasMessageMatching("certificate of CN=[a-z]+, issued by CN=[A-Za-z ]+: " + why);
    }

    private void check(TestPki.Pair client, boolean weakAllowed, X509CRL... lists) throws Exception {
        ClientTrust trust =
                ClientTrust.of(List.of(clients.certificate()), lists.length == 0 ? null : List.of(lists), weakAllowed);
        trust.checkClientTrusted(
                new X509Certificate[] {client.certificate()},
                client.keys().getPublic().getAlgorithm());
    }

    @Test
    void itSaysWhy() {
        TestPki.Pair alice = TestPki.client("alice").issuedBy(clients);
        assertThatCode(() -> check(alice, false)).doesNotThrowAnyException();

        refused(
                TestPki.client("mallory").issuedBy(TestPki.authority("Other CA")),
                "no authority in tls.clientCa issued it");
        refused(
                TestPki.client("old")
                        .valid(Instant.now().minusSeconds(90), Instant.now().minusSeconds(30))
                        .issuedBy(clients),
                "it expired at .*; it is .*");
        refused(alice, "it is revoked", TestPki.revocationList(clients, tomorrow, alice.certificate()));
        refused(
                alice,
                "no valid list in tls.clientCrl covers it",
                TestPki.revocationList(TestPki.authority("Other CA"), tomorrow));
        refused(TestPki.server("localhost").issuedBy(clients), ".*does not permit use for TLS client authentication");
    }

    @Test
    void smallKeysAndSha1AreRefusedUnlessAllowed() {
        TestPki.Pair small = TestPki.client("small").keys(TestPki.rsa(1024)).issuedBy(clients);
        TestPki.Pair sha1 = TestPki.client("sha").withSha1().issuedBy(clients);
        refused(small, "it has an RSA key of 1024 bits, not 2048 at least \\(tls.weakClientCertificates\\)");
        refused(sha1, "it is signed with SHA-1 \\(tls.weakClientCertificates\\)");
        assertThatCode(() -> check(small, true)).doesNotThrowAnyException();
        assertThatCode(() -> check(sha1, true)).doesNotThrowAnyException();
    }
}

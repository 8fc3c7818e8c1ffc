package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.config.CertificateConfig;
import io.dirgate.proxy.config.ClientCertificates;
import io.dirgate.proxy.observe.ProxyMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, and in which words. */
@ExtendWith(NoLeaks.class)
class CertificateChecksTest {
    @TempDir
    Path folder;

    private final TestPki.Pair authority = TestPki.authority("Test CA");
    private final TestPki.Pair good = TestPki.server("localhost").issuedBy(authority);

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private @Nullable String refusal(Path certificate, Path key, @Nullable Path passphrase) {
        return refusal(new Listeners(folder).serving(new CertificateConfig(certificate, key, passphrase)));
    }

    private static @Nullable String refusal(Listeners listeners) {
        TlsException refused =
                catchThrowableOfType(TlsException.class, () -> TlsContexts.load(listeners.config(), ProxyMetrics.NONE)
                        .close());
        return refused.under("listeners[0]").getMessage();
    }

    private @Nullable String refusal(String certificate, String key) throws IOException {
        return refusal(file("server.crt", certificate), file("privatekey.pem", key), null);
    }

    @Test
    void aKeyOfAnotherCertificate() throws Exception {
        assertThat(refusal(good.chain(), new TestPki.Pair(TestPki.rsa(), good.certificate()).key()))
                .isEqualTo("listeners[0].tls.privateKey: privatekey.pem does not match the certificate server.crt"
                        + " (certificate has EC P-256, key is RSA 2048)");
        assertThat(refusal(good.chain(), authority.key()))
                .isEqualTo("listeners[0].tls.privateKey: privatekey.pem does not match the certificate server.crt"
                        + " (both are EC P-256, but of different pairs)");
    }

    @Test
    void oneOfSeveralIsNamedByItsPlace() throws Exception {
        Listeners listeners = new Listeners(folder)
                .serving("one", good)
                .serving("two", new TestPki.Pair(authority.keys(), good.certificate()));
        assertThat(refusal(listeners))
                .startsWith("listeners[0].tls.certificates[1].privateKey: two.key does not match");
    }

    @Test
    void aChainOutOfOrder() throws Exception {
        TestPki.Pair between = TestPki.authority("Issuing CA", authority);
        TestPki.Pair leaf = TestPki.server("localhost").issuedBy(between);
        assertThat(refusal(leaf.chain(authority, between), leaf.key()))
                .isEqualTo(
                        "listeners[0].tls.certificate: server.crt is not a chain in order: certificate 2 is CN=Test CA,"
                                + " but the one before it was issued by CN=Issuing CA; the server's own comes first, then its"
                                + " issuers in order");
        assertThat(refusal(leaf.chain(TestPki.authority("Issuing CA", authority)), leaf.key()))
                .isEqualTo(
                        "listeners[0].tls.certificate: server.crt is not a chain in order: certificate 2 has the name of"
                                + " the issuer of the one before it (CN=Issuing CA), but not its key");
    }

    @Test
    void aClientsCertificate() throws Exception {
        TestPki.Pair client = TestPki.client("alice").issuedBy(authority);
        assertThat(refusal(client.chain(), client.key()))
                .isEqualTo(
                        "listeners[0].tls.certificate: server.crt is not for servers: its extended key usage lacks serverAuth");
    }

    @Test
    void filesThatAreSomethingElse() throws Exception {
        assertThat(refusal(good.key(), good.key()))
                .isEqualTo(
                        "listeners[0].tls.certificate: server.crt has no certificate in it, but a private key: are certificate"
                                + " and privateKey mixed up?");
        assertThat(refusal(good.chain(), good.chain()))
                .isEqualTo(
                        "listeners[0].tls.privateKey: privatekey.pem has no private key in it, but a certificate: are"
                                + " certificate and privateKey mixed up?");
        assertThat(refusal(good.chain(), good.key().substring(0, 100)))
                .startsWith("listeners[0].tls.privateKey: privatekey.pem is not whole PEM: ");
        assertThat(refusal(folder.resolve("missing.crt"), file("privatekey.pem", good.key()), null))
                .isEqualTo("listeners[0].tls.certificate: " + folder.resolve("missing.crt") + " does not exist");
        Path keys = file("ticket.keys", "AAAA\n");
        assertThat(refusal(new Listeners(folder).serving("server", good).ticketKeys(keys)))
                .isEqualTo("listeners[0].tls.ticketKeys: key 1 of ticket.keys has 3 bytes, not 48 or 80");
        Listeners listeners = new Listeners(folder)
                .serving("server", good)
                .asking(ClientCertificates.REQUIRED, authority)
                .revoking();
        assertThat(refusal(listeners)).isEqualTo("listeners[0].tls.clientCrl: client.crl has no revocation list in it");
        file("client.crl", "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n");
        assertThat(refusal(listeners))
                .startsWith("listeners[0].tls.clientCrl: client.crl is no revocation list in PEM or DER: ");
    }

    @Test
    void keysOfEveryKindThatOpensslWritesAreRead() throws Exception {
        OpenSslClient openssl = new OpenSslClient(folder);
        file("passphrase", "correct horse\nnot this line\n");
        openssl.run("genrsa", "-traditional", "-out", "pkcs1.pem", "2048");
        openssl.run(
                "rsa",
                "-in",
                "pkcs1.pem",
                "-traditional",
                "-aes256",
                "-passout",
                "file:passphrase",
                "-out",
                "pkcs1-locked.pem");
        openssl.run("pkcs8", "-topk8", "-nocrypt", "-in", "pkcs1.pem", "-out", "pkcs8.pem");
        openssl.run("pkcs8", "-topk8", "-in", "pkcs1.pem", "-passout", "file:passphrase", "-out", "pkcs8-locked.pem");
        openssl.run(
                "pkcs8", "-topk8", "-scrypt", "-in", "pkcs1.pem", "-passout", "file:passphrase", "-out", "scrypt.pem");
        openssl.run("req", "-x509", "-key", "pkcs1.pem", "-subj", "/CN=rsa", "-out", "rsa.crt");
        openssl.run("ecparam", "-name", "prime256v1", "-genkey", "-out", "sec1.pem");
        openssl.run("req", "-x509", "-key", "sec1.pem", "-subj", "/CN=ec", "-out", "ec.crt");
        openssl.run("ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", "p384.pem");
        openssl.run("req", "-x509", "-key", "p384.pem", "-subj", "/CN=p384", "-out", "p384.crt");

        loads("rsa.crt", "pkcs1.pem");
        loads("rsa.crt", "pkcs8.pem");
        loads("ec.crt", "sec1.pem");
        loads("p384.crt", "p384.pem");
        for (String locked : new String[] {"pkcs1-locked.pem", "pkcs8-locked.pem", "scrypt.pem"}) {
            Path certificate = folder.resolve("rsa.crt");
            Path key = folder.resolve(locked);
            CertificateConfig config = new CertificateConfig(certificate, key, folder.resolve("passphrase"));
            TlsContexts.load(new Listeners(folder).serving(config).config(), ProxyMetrics.NONE)
                    .close();
            assertThat(refusal(certificate, key, null))
                    .isEqualTo("listeners[0].tls.privateKey: " + locked
                            + " is encrypted; give the file with its passphrase as passphraseFile");
            assertThat(refusal(certificate, key, file("wrong", "battery staple\n")))
                    .isEqualTo("listeners[0].tls.privateKey: " + locked
                            + " cannot be decrypted with the passphrase in passphraseFile");
        }
        openssl.run("genrsa", "-out", "weak.pem", "1024");
        openssl.run("req", "-x509", "-key", "weak.pem", "-subj", "/CN=weak", "-out", "weak.crt");
        assertThat(refusal(folder.resolve("weak.crt"), folder.resolve("weak.pem"), null))
                .isEqualTo(
                        "listeners[0].tls.certificate: weak.crt has an RSA key of 1024 bits," + " not 2048 at least");
        openssl.run("genpkey", "-algorithm", "ed25519", "-out", "ed25519.pem");
        openssl.run("req", "-x509", "-key", "ed25519.pem", "-subj", "/CN=ed25519", "-out", "ed25519.crt");
        assertThat(refusal(folder.resolve("ed25519.crt"), folder.resolve("ed25519.pem"), null))
                .isEqualTo("listeners[0].tls.privateKey: ed25519.pem has a key of a kind that LDAP clients rarely know"
                        + " (1.3.101.112); use EC P-256 or RSA");
    }

    @Test
    void oneFileForBothWithWordsBetween() throws Exception {
        String both = "Bag Attributes: none\r\n" + good.key() + "subject=CN=localhost\n\n" + good.chain(authority);
        file("both.pem", both);
        loads("both.pem", "both.pem");
        file("both.pem", both.replace("\n", "\r\n"));
        loads("both.pem", "both.pem");
    }

    private void loads(String certificate, String key) throws TlsException {
        CertificateConfig config = new CertificateConfig(folder.resolve(certificate), folder.resolve(key), null);
        TlsContexts.load(new Listeners(folder).serving(config).config(), ProxyMetrics.NONE)
                .close();
    }

    @Test
    void anExpiredOneIsServedAtStartForLackOfABetter() throws Exception {
        TestPki.Pair expired = TestPki.server("localhost")
                .valid(Instant.now().minus(Duration.ofDays(2)), Instant.now().minus(Duration.ofDays(1)))
                .issuedBy(authority);
        Listeners listeners = new Listeners(folder).serving("server", expired);
        try (TlsContexts contexts = TlsContexts.load(listeners.config(), ProxyMetrics.NONE)) {
            assertThat(contexts.certificates()).hasSize(1);
        }
    }

    @Test
    void damagedFilesMakeNothingButTlsException() throws Exception {
        Random random = new Random(7);
        String certificate = good.chain();
        String key = good.key();
        for (int i = 0; i < 500; i++) {
            Path damagedCertificate = file("server.crt", damaged(certificate, random));
            Path damagedKey = file("privatekey.pem", damaged(key, random));
            CertificateConfig config = new CertificateConfig(damagedCertificate, damagedKey, null);
            try {
                TlsContexts.load(new Listeners(folder).serving(config).config(), ProxyMetrics.NONE)
                        .close();
            } catch (TlsException e) {
                assertThat(e.getMessage()).startsWith("tls.");
            }
        }
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            damaged.setCharAt(random.nextInt(damaged.length()), (char) (random.nextInt(95) + 32));
        }
        return random.nextInt(5) == 0 ? damaged.substring(random.nextInt(damaged.length())) : damaged.toString();
    }
}

package io.dirgate.certtool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * For every kind of key: the key, the request, a chain of three, the CRLs and the stores that the tool makes, read and verified by
 * four others: openssl, GnuTLS, keytool and the JDK's own validator.
 */
class RoundTripTest {
    private static final String HOST = "ldap.corp.example.com";
    private static final String SECRET = "correct-horse";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void othersReadAndVerifyWhatIsMade(KeyKind kind) throws Exception {
        Path passphrase = Files.writeString(path("pw"), SECRET + "\n");
        Cli.ok("key", "--type", kind, "--out", path("key.pem"));
        Cli.ok("key", "--type", kind, "--passphrase-file", passphrase, "--out", path("locked.pem"));
        keysAreRead(kind);

        Cli.ok("csr", "--key", path("key.pem"), "--name", HOST, "--ip", "10.0.1.5", "--out", path("server.csr"));
        requestIsVerified();

        String root = "Root " + kind;
        Cli.ok("ca", "init", "--dir", path("root"), "--name", root, "--type", kind, "--no-passphrase");
        Object[] intermediate = {
            "ca", "intermediate", "--dir", path("issuing"), "--parent", path("root"), "--name", "Issuing"
        };
        Cli.ok(with(intermediate, "--type", kind, "--no-passphrase"));
        Cli.ok("ca", "issue", "--dir", path("issuing"), "--csr", path("server.csr"), "--out", path("chain.pem"));
        Cli.ok("ca", "crl", "--dir", path("root"), "--out", path("root.crl"));
        Cli.ok("ca", "crl", "--dir", path("issuing"), "--out", path("issuing.crl"));
        chainIsVerifiedWithItsCrls();
        Cli.ok("ca", "revoke", "--dir", path("issuing"), "--certificate", path("chain.pem"), "--reason", "superseded");
        Cli.ok("ca", "crl", "--dir", path("issuing"), "--out", path("issuing.crl"), "--force");
        revocationIsSeen();

        storesAreOpened(passphrase);
    }

    private void keysAreRead(KeyKind kind) throws Exception {
        Tool.ok("openssl", "pkey", "-in", path("key.pem"), "-check", "-noout");
        Tool.ok("openssl", "pkey", "-in", path("locked.pem"), "-passin", "pass:" + SECRET, "-check", "-noout");
        assertThat(Tool.run("openssl", "pkey", "-in", path("locked.pem"), "-passin", "pass:x", "-noout")
                        .exitCode())
                .isNotZero();
        assertThat(gnutls("--key-info", "--infile", path("key.pem"))).contains("Public Key Info");
        assertThat(gnutls("--key-info", "--infile", path("locked.pem"), "--password", SECRET))
                .contains("Public Key Info");
        byte[] der = Keys.readPlain(path("key.pem")).getPrivate().getEncoded();
        String algorithm = kind.toString().startsWith("rsa") ? "RSA" : "EC";
        assertThat(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)))
                .isNotNull();
    }

    private void requestIsVerified() throws Exception {
        assertThat(Tool.ok("openssl", "req", "-in", path("server.csr"), "-verify", "-noout", "-text"))
                .contains("DNS:" + HOST, "IP Address:10.0.1.5");
        assertThat(gnutls("--crq-info", "--infile", path("server.csr"))).contains("Self signature: verified", HOST);
        assertThat(Tool.ok("keytool", "-printcertreq", "-file", path("server.csr")))
                .contains(HOST);
    }

    private void chainIsVerifiedWithItsCrls() throws Exception {
        assertThat(opensslVerify()).contains("OK");
        gnutls(
                "--verify",
                "--load-ca-certificate",
                path("root/ca.crt"),
                "--verify-hostname",
                HOST,
                "--infile",
                path("chain.pem"));
        for (String authority : List.of("root", "issuing")) {
            gnutls(
                    "--verify-crl",
                    "--load-ca-certificate",
                    path(authority + "/ca.crt"),
                    "--infile",
                    path(authority + ".crl"));
            assertThat(Tool.ok(
                            "openssl",
                            "crl",
                            "-in",
                            path(authority + ".crl"),
                            "-CAfile",
                            path(authority + "/ca.crt"),
                            "-noout"))
                    .contains("verify OK");
            assertThat(Tool.ok("keytool", "-printcrl", "-file", path(authority + ".crl")))
                    .contains("Issuer");
        }
        assertThat(Tool.ok("keytool", "-printcert", "-file", path("chain.pem"))).contains(HOST, "Certificate[2]");
        validate();
    }

    private void revocationIsSeen() throws Exception {
        assertThat(opensslVerify()).contains("certificate revoked");
        assertThat(gnutls("--crl-info", "--infile", path("issuing.crl"))).contains("Revoked certificates (1)");
        assertThat(catchThrowable(this::validate)).hasMessageContaining("revoked");
    }

    private String opensslVerify() throws Exception {
        Files.writeString(path("crls.pem"), Files.readString(path("root.crl")) + Files.readString(path("issuing.crl")));
        return Tool.run(
                        "openssl",
                        "verify",
                        "-crl_check_all",
                        "-CRLfile",
                        path("crls.pem"),
                        "-CAfile",
                        path("root/ca.crt"),
                        "-untrusted",
                        path("chain.pem"),
                        "-verify_hostname",
                        HOST,
                        "-purpose",
                        "sslserver",
                        path("chain.pem"))
                .output();
    }

    /** RFC 5280 section 6 by the JDK, revocation included. */
    private void validate() throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate root = Certificates.read(path("root/ca.crt")).get(0);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.addCertStore(CertStore.getInstance(
                "Collection",
                new CollectionCertStoreParameters(List.of(crl(factory, "root"), crl(factory, "issuing")))));
        CertPathValidator.getInstance("PKIX")
                .validate(factory.generateCertPath(Certificates.read(path("chain.pem"))), parameters);
    }

    private X509CRL crl(CertificateFactory factory, String authority) throws Exception {
        byte[] pem = Files.readAllBytes(path(authority + ".crl"));
        return (X509CRL) factory.generateCRL(new ByteArrayInputStream(pem));
    }

    private void storesAreOpened(Path passphrase) throws Exception {
        for (String form : List.of("pkcs12", "jks")) {
            Path keys = path("server." + form);
            Object[] bundle = {"bundle", path("chain.pem"), "--key", path("key.pem"), "--format", form, "--out", keys};
            Cli.ok(with(bundle, "--passphrase-file", passphrase));
            Path trust = path("trust." + form);
            Cli.ok(
                    "bundle",
                    path("root/ca.crt"),
                    "--trust",
                    "--format",
                    form,
                    "--out",
                    trust,
                    "--passphrase-file",
                    passphrase);
            assertThat(Tool.ok("keytool", "-list", "-keystore", keys, "-storepass", SECRET))
                    .contains("PrivateKeyEntry");
            assertThat(Tool.ok("keytool", "-list", "-keystore", trust, "-storepass", SECRET))
                    .contains("trustedCertEntry");
            KeyStore store = KeyStore.getInstance(form.toUpperCase(Locale.ROOT));
            try (InputStream in = Files.newInputStream(keys)) {
                store.load(in, SECRET.toCharArray());
            }
            assertThat(store.getCertificateChain("server")).hasSize(2);
            Cli.ok(
                    "bundle",
                    keys,
                    "--out",
                    path(form + ".pem"),
                    "--key-out",
                    path(form + ".key"),
                    "--passphrase-file",
                    passphrase);
            assertThat(path(form + ".pem")).hasSameTextualContentAs(path("chain.pem"));
            assertThat(path(form + ".key")).hasSameTextualContentAs(path("key.pem"));
        }
        assertThat(Tool.ok("openssl", "pkcs12", "-in", path("server.pkcs12"), "-passin", "pass:" + SECRET, "-nokeys"))
                .contains("BEGIN CERTIFICATE");
        assertThat(gnutls("--p12-info", "--inder", "--infile", path("server.pkcs12"), "--password", SECRET))
                .contains("BEGIN CERTIFICATE");
    }

    /** GnuTLS's own command, which has the name of ours. */
    private static String gnutls(Object... words) throws Exception {
        return Tool.ok(with(new Object[] {"certtool"}, words));
    }

    private static Object[] with(Object[] words, Object... more) {
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return all;
    }

    private Path path(String name) {
        return folder.resolve(name);
    }
}

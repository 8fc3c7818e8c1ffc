package io.dirgate.certtool.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.TlsServer;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignCommandTest {
    static final String HOST = "ldap.corp.example.com";

    @TempDir
    Path folder;

    Path key;
    Path certificate;

    @BeforeEach
    void makeKey() {
        key = folder.resolve("privatekey.pem");
        certificate = folder.resolve("server.crt");
        Cli.ok("key", "--out", key);
    }

    @Test
    void certificateHasAllThatAClientLooksFor() throws Exception {
        Cli.ok("self-sign", "--key", key, "--name", HOST, "--days", 365, "--out", certificate);
        assertThat(Tool.ok("openssl", "x509", "-in", certificate, "-noout", "-text"))
                .contains("Version: 3", "CN = " + HOST, "DNS:" + HOST, "CA:FALSE", "TLS Web Server Authentication")
                .contains("Key Usage: critical\n                Digital Signature\n", "Subject Key Identifier")
                .contains("ecdsa-with-SHA256");
        X509Certificate read = Certificates.read(certificate).get(0);
        assertThat(read.getSerialNumber().signum()).isPositive();
        assertThat(read.getSerialNumber().bitLength()).isBetween(127, 159);
        assertThat(Validity.of(read).length()).isEqualTo(Duration.ofDays(365));
    }

    @Test
    void clientsThatTrustTheCopyAcceptIt() throws Exception {
        Cli.ok("self-sign", "--key", key, "--name", HOST, "--out", certificate);
        Tool.ok(
                "openssl",
                "verify",
                "-CAfile",
                certificate,
                "-verify_hostname",
                HOST,
                "-purpose",
                "sslserver",
                certificate);
        assertThat(Tool.ok("keytool", "-printcert", "-file", certificate)).contains(HOST);
        List<X509Certificate> chain = Certificates.read(certificate);
        try (TlsServer server = new TlsServer(Keys.readPlain(key).getPrivate(), chain)) {
            assertThat(Tool.ok(
                            "gnutls-cli",
                            "--x509cafile",
                            certificate,
                            "--verify-hostname",
                            HOST,
                            "-p",
                            server.port(),
                            "127.0.0.1"))
                    .contains("The certificate is trusted", "Handshake was completed");
        }
    }

    @Test
    void rsaKeyMayEncipherKeysToo() throws Exception {
        Cli.ok("key", "--type", "rsa-2048", "--out", key, "--force");
        Cli.ok(
                "self-sign",
                "--key",
                key,
                "--name",
                HOST,
                "--name",
                "10.0.1.5",
                "--ip",
                "fd00::5",
                "--out",
                certificate);
        assertThat(Tool.ok("openssl", "x509", "-in", certificate, "-noout", "-text"))
                .contains(
                        "Digital Signature, Key Encipherment", "IP Address:10.0.1.5", "IP Address:FD00:0:0:0:0:0:0:5");
    }

    @Test
    void nameTooLongForACommonNameStandsInTheSanAlone() throws Exception {
        String longName = "a".repeat(60) + ".corp.example.com";
        Cli refused = Cli.run("self-sign", "--key", key, "--name", longName, "--out", certificate);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("--subject");
        Cli.ok("csr", "--key", key, "--name", longName, "--out", certificate);
        assertThat(Tool.ok("openssl", "req", "-in", certificate, "-noout", "-text"))
                .contains("Subject: \n", "Subject Alternative Name: critical", "DNS:" + longName);
    }

    @Test
    void commonNameInTheSubjectIsRepeatedAsSan() throws Exception {
        Cli.ok("self-sign", "--key", key, "--subject", "O=Example,CN=dc1.corp.example.com", "--out", certificate);
        assertThat(Tool.ok("openssl", "x509", "-in", certificate, "-noout", "-text"))
                .contains("O = Example, CN = dc1.corp.example.com", "DNS:dc1.corp.example.com");
    }

    @Test
    void withoutANameNothingIsMade() {
        Cli ran = Cli.run("self-sign", "--key", key, "--out", certificate);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--name").hasLineCount(1);
        assertThat(certificate).doesNotExist();
    }

    @Test
    void requestCarriesTheNamesAndProvesTheKey() throws Exception {
        Path request = folder.resolve("server.csr");
        Cli.ok("csr", "--key", key, "--name", HOST, "--out", request);
        assertThat(Tool.ok("openssl", "req", "-in", request, "-noout", "-text", "-verify"))
                .contains("DNS:" + HOST, "TLS Web Server Authentication", "verify OK");
        assertThat(Tool.ok("keytool", "-printcertreq", "-file", request)).contains(HOST);
    }

    @Test
    void keysOfOpensslInEachOfItsFormsAreRead() throws Exception {
        Path secret = Files.writeString(folder.resolve("pw"), "correct horse");
        Path pkcs1 = folder.resolve("pkcs1.pem");
        Tool.ok("openssl", "genrsa", "-traditional", "-out", pkcs1, "2048");
        Path legacy = folder.resolve("legacy.pem");
        Tool.ok(
                "openssl",
                "rsa",
                "-in",
                pkcs1,
                "-traditional",
                "-aes256",
                "-passout",
                "file:" + secret,
                "-out",
                legacy);
        Path sec1 = folder.resolve("sec1.pem");
        Tool.ok("openssl", "ecparam", "-name", "secp384r1", "-genkey", "-out", sec1);
        Path scrypt = folder.resolve("scrypt.pem");
        Tool.ok("openssl", "pkcs8", "-topk8", "-scrypt", "-in", sec1, "-passout", "file:" + secret, "-out", scrypt);
        Path der = folder.resolve("key.der");
        Tool.ok("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", sec1, "-outform", "DER", "-out", der);
        for (Path each : new Path[] {pkcs1, legacy, sec1, scrypt, der}) {
            Cli.ok(
                    "self-sign",
                    "--key",
                    each,
                    "--passphrase-file",
                    secret,
                    "--name",
                    HOST,
                    "--out",
                    certificate,
                    "--force");
            assertThat(Tool.ok("openssl", "x509", "-in", certificate, "-noout", "-pubkey"))
                    .isEqualTo(Tool.ok("openssl", "pkey", "-in", each, "-passin", "file:" + secret, "-pubout"));
        }
        Files.writeString(secret, "wrong");
        Cli refused = Cli.run(
                "csr", "--key", legacy, "--passphrase-file", secret, "--name", HOST, "--out", folder.resolve("r"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("legacy.pem", "passphrase").hasLineCount(1);
    }
}

package io.dirgate.certtool.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.ca.TwoLevelCa;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.PkiFile;
import io.dirgate.certtool.pki.Stores;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key stores, read and written, judged beside OpenSSL, GnuTLS and Java. */
class BundleCommandTest {
    private static final String UMLAUTS = "gr\u00fc\u00dfe \u20ac";

    @TempDir
    static Path folder;

    private static TwoLevelCa ca;
    private static Path live;
    private static List<X509Certificate> chain;

    @BeforeAll
    static void makeChain() throws Exception {
        ca = TwoLevelCa.in(folder);
        live = ca.issue("live", "--name", "ldap.corp.example.com");
        chain = Certificates.read(live.resolve("chain.pem"));
    }

    private static Path passphrase(String text) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "pw", ""), text + "\n");
    }

    @Test
    void pkcs12OfCertificatesAloneIsRead() throws Exception {
        Path store = folder.resolve("only.p12");
        Tool.ok(
                "openssl",
                "pkcs12",
                "-export",
                "-nokeys",
                "-in",
                live.resolve("chain.pem"),
                "-passout",
                "pass:x",
                "-out",
                store);
        Path out = folder.resolve("only.pem");

        Cli.ok("bundle", store, "--out", out, "--passphrase-file", passphrase("x"));

        assertThat(Certificates.read(out)).isEqualTo(chain);
        assertThat(Cli.ok("verify", store, "--ca", live.resolve("ca.pem"), "--passphrase-file", passphrase("x"))
                        .out())
                .contains("fine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern", "legacy"})
    void passphrasesBeyondAsciiOpenAndMakeStores(String kind) throws Exception {
        Path pw = passphrase(UMLAUTS);
        Path theirs = folder.resolve(kind + ".p12");
        List<Object> words = new ArrayList<>(List.of(
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                live.resolve("chain.pem"),
                "-inkey",
                live.resolve("privatekey.pem"),
                "-passout",
                "file:" + pw,
                "-out",
                theirs));
        if (kind.equals("legacy")) {
            words.addAll(List.of("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"));
        }
        Tool.ok(words.toArray());
        Path ours = folder.resolve(kind + "-ours.p12");

        List<Object> bundle = new ArrayList<>(
                List.of("bundle", theirs, "--format", "pkcs12", "--out", ours, "--passphrase-file", pw));
        if (kind.equals("legacy")) {
            bundle.add("--legacy");
        }
        Cli.ok(bundle.toArray());

        String info = Tool.ok("openssl", "pkcs12", "-info", "-in", ours, "-passin", "file:" + pw, "-nodes");
        assertThat(info)
                .contains(
                        kind.equals("legacy") ? "pbeWithSHA1And3-KeyTripleDES-CBC" : "AES-256-CBC",
                        "friendlyName: server");
        assertThat(info.split("BEGIN CERTIFICATE", -1)).hasSize(chain.size() + 1);
        assertThat(Cli.run("bundle", theirs, "--out", folder.resolve("x"), "--passphrase-file", passphrase("x"))
                        .err())
                .contains("the passphrase does not open this store");
    }

    @Test
    void aPassphraseThatOldOpensslTookByteByByteOpensItsStore() throws Exception {
        String bytewise = new String(UMLAUTS.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Path store = folder.resolve("bytewise.p12");
        Tool.ok(
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                live.resolve("chain.pem"),
                "-inkey",
                live.resolve("privatekey.pem"),
                "-keypbe",
                "PBE-SHA1-3DES",
                "-certpbe",
                "PBE-SHA1-3DES",
                "-macalg",
                "sha1",
                "-passout",
                "file:" + passphrase(bytewise),
                "-out",
                store);

        assertThat(Cli.ok("inspect", store, "--passphrase-file", passphrase(UMLAUTS))
                        .out())
                .contains("ldap.corp.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES-256-CBC", "PBE-SHA1-3DES", "NONE"})
    void nobodyIsAskedForAnEmptyPassphrase(String encryption) throws Exception {
        Path store = folder.resolve("empty.p12");
        Tool.ok(
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                live.resolve("chain.pem"),
                "-inkey",
                live.resolve("privatekey.pem"),
                "-keypbe",
                encryption,
                "-certpbe",
                encryption,
                "-passout",
                "pass:",
                "-out",
                store);

        assertThat(Cli.ok("inspect", store).out()).contains("ldap.corp.example.com", "EC P-256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--legacy", "--with-root"})
    void aStoreWithoutAPassphraseOpensEverywhere(String more) throws Exception {
        Path store = folder.resolve("open.p12");
        Cli.ok(
                "bundle",
                live.resolve("chain.pem"),
                "--key",
                live.resolve("privatekey.pem"),
                "--format",
                "pkcs12",
                "--out",
                store,
                "--no-passphrase",
                "--alias",
                "ldaps",
                "--force",
                more);

        assertThat(Tool.ok("openssl", "pkcs12", "-in", store, "-passin", "pass:", "-nodes"))
                .contains("friendlyName: ldaps", "PRIVATE KEY");
        assertThat(Tool.ok("certtool", "--p12-info", "--inder", "--infile", store, "--null-password"))
                .contains("Friendly name: ldaps");
        KeyStore java = KeyStore.getInstance("PKCS12");
        java.load(new ByteArrayInputStream(Files.readAllBytes(store)), new char[0]);
        assertThat(java.getCertificateChain("ldaps")).hasSize(chain.size());
        assertThat(java.getKey("ldaps", new char[0])).isNotNull();
    }

    @Test
    void javaAndGnuTlsSeeTheTrustStoreThatIsMade() throws Exception {
        Path store = folder.resolve("trust.p12");
        Cli.ok(
                "bundle",
                live.resolve("ca.pem"),
                "--trust",
                "--format",
                "pkcs12",
                "--out",
                store,
                "--passphrase-file",
                passphrase("changeit"));

        assertThat(Tool.ok("keytool", "-list", "-keystore", store, "-storepass", "changeit"))
                .contains("ca-1", "trustedCertEntry");
        assertThat(Tool.ok("certtool", "--p12-info", "--inder", "--infile", store, "--password", "changeit"))
                .contains("BEGIN CERTIFICATE");
    }

    @Test
    void ofSeveralKeysInAStoreTheAliasSaysWhichOneIsMeant() throws Exception {
        Path other = ca.issue("several", "--name", "b.example.com");
        Path store = folder.resolve("several.jks");
        KeyStore java = KeyStore.getInstance("JKS");
        java.load(null, null);
        char[] pw = "changeit".toCharArray();
        java.setKeyEntry(
                "one",
                Keys.readPlain(live.resolve("privatekey.pem")).getPrivate(),
                pw,
                chain.toArray(X509Certificate[]::new));
        java.setKeyEntry(
                "two",
                Keys.readPlain(other.resolve("privatekey.pem")).getPrivate(),
                pw,
                Certificates.read(other.resolve("chain.pem")).toArray(X509Certificate[]::new));
        try (var stream = Files.newOutputStream(store)) {
            java.store(stream, pw);
        }
        Path out = folder.resolve("several.p12");
        Object[] words = {
            "bundle", store, "--format", "pkcs12", "--out", out, "--passphrase-file", passphrase("changeit")
        };

        Cli unclear = Cli.run(words);
        assertThat(unclear.exitCode()).isEqualTo(2);
        assertThat(unclear.err()).contains("holds 2 private keys: one, two");
        Cli.ok(Stream.concat(Arrays.stream(words), Stream.of("--alias", "two")).toArray());
        Stores.Content made = Stores.read(PkiFile.read(out), () -> pw);
        assertThat(made.keys()).singleElement().satisfies(entry -> {
            assertThat(entry.alias()).isEqualTo("two");
            assertThat(entry.chain()).isEqualTo(Certificates.read(other.resolve("chain.pem")));
        });
    }

    @Test
    void theCertificateMadeLastIsTakenAndTheOlderOneIsNamed() throws Exception {
        Path again = ca.issue("again", "--name", "ldap.corp.example.com", "--days", "30");
        X509Certificate newer = Certificates.read(again.resolve("server.crt")).get(0);
        Path out = folder.resolve("newest.pem");
        // Both are made within a second, so the order of the files decides unless the key does.
        Cli ran = Cli.ok(
                "bundle",
                live.resolve("server.crt"),
                again.resolve("chain.pem"),
                "--key",
                again.resolve("privatekey.pem"),
                "--out",
                out);

        assertThat(Certificates.read(out).get(0)).isEqualTo(newer);
        assertThat(ran.err()).contains("left out", Certificates.serial(chain.get(0)));
    }

    @Test
    void aKeyOfNoCertificateIsRefusedWithBothFingerprints() throws Exception {
        Path key = folder.resolve("stranger.pem");
        Cli.ok("key", "--out", key);
        Cli ran = Cli.run("bundle", live.resolve("chain.pem"), "--key", key, "--out", folder.resolve("never.pem"));

        Path der = folder.resolve("stranger.der");
        Tool.ok("openssl", "pkey", "-in", key, "-pubout", "-outform", "DER", "-out", der);
        String print = Tool.ok("sha256sum", der).split(" ")[0];
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("belongs to none of the certificates", print, "EC P-256");
    }

    @Test
    void pkcs7ThatIsMadeIsReadByAll() throws Exception {
        Path p7b = folder.resolve("made.p7b");
        Cli.ok("bundle", live.resolve("chain.pem"), "--format", "pkcs7", "--out", p7b);

        assertThat(Tool.ok("openssl", "pkcs7", "-inform", "DER", "-in", p7b, "-print_certs"))
                .contains("CN = ldap.corp.example.com", "CN = Example Issuing CA");
        assertThat(Tool.ok("certtool", "--p7-info", "--inder", "--infile", p7b)).contains("Number of certificates: 2");
        assertThat(Tool.ok("keytool", "-printcert", "-file", p7b)).contains("ldap.corp.example.com");
        assertThat(Certificates.read(p7b)).isEqualTo(chain);
    }
}

package io.dirgate.certtool.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.pki.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and keys as other tools make them. */
class RequestFormsTest {
    private static final String SAN = "subjectAltName=DNS:ldap.corp.example.com";

    @TempDir
    static Path folder;

    private static TwoLevelCa ca;
    private static Path key;

    @BeforeAll
    static void makeCa() throws Exception {
        ca = TwoLevelCa.in(folder);
        key = folder.resolve("rsa.pem");
        Tool.ok("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key);
    }

    private static Path request(Path key, String subject, String... more) throws Exception {
        Path csr = Files.createTempFile(folder, "request", ".csr");
        List<Object> words =
                new ArrayList<>(List.of("openssl", "req", "-new", "-key", key, "-subj", subject, "-out", csr));
        words.addAll(Arrays.asList(more));
        Tool.ok(words.toArray());
        return csr;
    }

    private static Cli issue(Path csr, Path out) {
        return Cli.run(
                "ca",
                "issue",
                "--dir",
                ca.issuing(),
                "--csr",
                csr,
                "--out",
                out,
                "--force",
                "--passphrase-file",
                ca.passphrase());
    }

    private static String issued(Path csr) throws Exception {
        Path out = folder.resolve("issued.pem");
        Cli ran = issue(csr, out);
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
        Tool.ok("openssl", "verify", "-CAfile", ca.root().resolve("ca.crt"), "-untrusted", out, out);
        return Tool.ok("openssl", "x509", "-in", out, "-noout", "-text") + ran.err();
    }

    @ParameterizedTest
    @CsvSource({"RSA,32", "RSA,20", "RSA-PSS,32"})
    void aRequestSignedByRsaPssIsTaken(String algorithm, String salt) throws Exception {
        Path pss = folder.resolve(algorithm + ".pem");
        Tool.ok("openssl", "genpkey", "-algorithm", algorithm, "-pkeyopt", "rsa_keygen_bits:2048", "-out", pss);
        Path csr = request(
                pss,
                "/CN=ldap.corp.example.com",
                "-sha256",
                "-sigopt",
                "rsa_padding_mode:pss",
                "-sigopt",
                "rsa_pss_saltlen:" + salt);

        assertThat(issued(csr)).contains("DNS:ldap.corp.example.com");
        StringBuilder text = new StringBuilder(Files.readString(csr));
        text.setCharAt(120, text.charAt(120) == 'A' ? 'B' : 'A');
        Path changed = Files.writeString(folder.resolve("changed.csr"), text);
        assertThat(issue(changed, folder.resolve("x")).exitCode()).isEqualTo(1);
    }

    @Test
    void aCommonNameThatIsATitleStaysInTheSubjectAlone() throws Exception {
        String text = issued(request(key, "/O=Example/CN=LDAP of Example (prod)", "-addext", SAN));

        assertThat(text).contains("CN = LDAP of Example (prod)", "DNS:ldap.corp.example.com");
        assertThat(Cli.run("lint", folder.resolve("issued.pem")).out()).doesNotContain("common-name");
        assertThat(Cli.run("lint", folder.resolve("issued.pem"), "--profile", "public")
                        .out())
                .contains("common-name");
    }

    @Test
    void aUriIsCertified() throws Exception {
        assertThat(issued(request(key, "/CN=x", "-addext", SAN + ",URI:spiffe://example.com/ldap")))
                .contains("URI:spiffe://example.com/ldap");
        assertThat(Cli.ok("inspect", folder.resolve("issued.pem")).out()).contains("spiffe://example.com/ldap");
    }

    @Test
    void aNameThatCannotBeCertifiedIsNeverLeftOutInSilence() throws Exception {
        Cli ran = issue(request(key, "/CN=x", "-addext", SAN + ",RID:1.2.3.4"), folder.resolve("never.pem"));

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("1.2.3.4", "not certified here");
        assertThat(folder.resolve("never.pem")).doesNotExist();
    }

    @Test
    void weakKeysAreRefusedAndRareOnesToldOf() throws Exception {
        Path weak = folder.resolve("weak.pem");
        Tool.ok("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-out", weak);
        Path rare = folder.resolve("rare.pem");
        Tool.ok("openssl", "genpkey", "-algorithm", "ED25519", "-out", rare);

        Cli refused = issue(request(weak, "/CN=x.example.com"), folder.resolve("never.pem"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("RSA 1024");
        assertThat(issued(request(rare, "/CN=x.example.com"))).contains("warning: the key of", "Ed25519");
    }

    @Test
    void aSubordinateIsKnownByMicrosoftsTemplateNameAlone() throws Exception {
        Path csr = request(key, "/CN=corp-CA01-CA", "-addext", "1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:SubCA");
        Path server = request(key, "/CN=web", "-addext", "1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:WebServer");
        Path out = folder.resolve("sub.crt");

        assertThat(sign(csr, out).exitCode()).isZero();
        assertThat(Tool.ok("openssl", "x509", "-in", out, "-noout", "-text")).contains("CA:TRUE");
        assertThat(sign(server, folder.resolve("never.crt")).err()).contains("does not say that it is a CA's");
    }

    private static Cli sign(Path csr, Path out) {
        return Cli.run(
                "ca",
                "sign-subordinate",
                "--dir",
                ca.root(),
                "--request",
                csr,
                "--out",
                out,
                "--force",
                "--passphrase-file",
                ca.passphrase());
    }

    @Test
    void keysInDerOfEveryFormAreRead() throws Exception {
        Path ec = folder.resolve("ec.pem");
        Tool.ok("openssl", "ecparam", "-name", "secp384r1", "-genkey", "-out", ec);
        Path pkcs1 = folder.resolve("pkcs1.der");
        Path sec1 = folder.resolve("sec1.der");
        Path locked = folder.resolve("locked.der");
        Path scrypt = folder.resolve("scrypt.der");
        Tool.ok("openssl", "rsa", "-in", key, "-traditional", "-outform", "DER", "-out", pkcs1);
        Tool.ok("openssl", "ec", "-in", ec, "-outform", "DER", "-out", sec1);
        Tool.ok("openssl", "pkcs8", "-topk8", "-in", key, "-outform", "DER", "-passout", "pass:\u00e4", "-out", locked);
        Tool.ok(
                "openssl",
                "pkcs8",
                "-topk8",
                "-scrypt",
                "-in",
                key,
                "-outform",
                "DER",
                "-passout",
                "pass:\u00e4",
                "-out",
                scrypt);

        assertThat(Cli.ok("inspect", pkcs1).out()).contains("RSA 2048");
        assertThat(Cli.ok("inspect", sec1).out()).contains("EC P-384");
        for (Path each : List.of(locked, scrypt)) {
            assertThat(Keys.match(
                            Keys.read(each, () -> "\u00e4".toCharArray()),
                            Keys.readPlain(pkcs1).getPublic()))
                    .isTrue();
        }
        assertThat(Keys.readPlain(ec).getPublic())
                .isEqualTo(Keys.readPlain(sec1).getPublic());
    }
}

package io.dirgate.certtool.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.ca.TwoLevelCa;
import io.dirgate.certtool.report.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One chain of two in every form in which people get it. */
class PkiFileTest {
    @TempDir
    static Path folder;

    private static Path live;
    private static String pem;
    private static List<X509Certificate> chain;

    @BeforeAll
    static void makeChain() throws Exception {
        live = TwoLevelCa.in(folder).issue("live", "--name", "ldap.corp.example.com");
        pem = Files.readString(live.resolve("chain.pem"));
        chain = Certificates.read(live.resolve("chain.pem"));
        assertThat(chain).hasSize(2);
    }

    static Stream<Arguments> spellings() {
        return Stream.of(
                Arguments.of("a UTF-8 byte order mark", ("\ufeff" + pem).getBytes(UTF_8)),
                Arguments.of("UTF-16, little end first, with its mark", ("\ufeff" + pem).getBytes(UTF_16LE)),
                Arguments.of("UTF-16, big end first, with its mark", ("\ufeff" + pem).getBytes(UTF_16BE)),
                Arguments.of("UTF-16 without a mark", pem.getBytes(UTF_16LE)),
                Arguments.of("line ends of Windows", pem.replace("\n", "\r\n").getBytes(US_ASCII)),
                Arguments.of("line ends of old", pem.replace("\n", "\r").getBytes(US_ASCII)),
                Arguments.of(
                        "blocks joined without a newline",
                        pem.replaceAll("-----\n-----B", "----------B").getBytes(US_ASCII)),
                Arguments.of("all on one line", pem.replace("\n", " ").getBytes(US_ASCII)),
                Arguments.of("no white space at all", pem.replace("\n", "").getBytes(US_ASCII)),
                Arguments.of(
                        "line ends of JSON",
                        ("{\"Certificate\": \"" + pem.replace("\n", "\\n") + "\"}").getBytes(US_ASCII)),
                Arguments.of("indented", pem.replaceAll("(?m)^", "    ").getBytes(US_ASCII)),
                Arguments.of(
                        "text around the blocks",
                        ("0 s:CN = ldap\n# BEGIN of the chain\n"
                                        + pem.replace("-----BEGIN", "subject=\u00fc\n-----BEGIN")
                                        + "Verify return code: 0\n---\n")
                                .getBytes(UTF_8)),
                Arguments.of(
                        "byte order marks between the blocks",
                        pem.replace("-----BEGIN", "\ufeff-----BEGIN").getBytes(UTF_8)),
                Arguments.of("a key among them", (keyPem() + pem).getBytes(US_ASCII)),
                Arguments.of("DER one after the other", der()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spellings")
    void everySpellingOfAFileHoldsAllOfIt(String name, byte[] content) {
        assertThat(PkiFile.of(content, name).certificates()).isEqualTo(chain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS7", "CMS", "CERTIFICATE", "PKCS #7 SIGNED DATA", "DER", "Base64"})
    void pkcs7ReadsByWhateverTitle(String title) throws Exception {
        Path p7b = folder.resolve("chain.p7b");
        Tool.ok(
                "openssl",
                "crl2pkcs7",
                "-nocrl",
                "-certfile",
                live.resolve("chain.pem"),
                "-outform",
                "DER",
                "-out",
                p7b);
        byte[] der = Files.readAllBytes(p7b);
        byte[] content =
                switch (title) {
                    case "DER" -> der;
                    case "Base64" -> Base64.getMimeEncoder().encode(der);
                    default -> Pem.write(title, der).getBytes(US_ASCII);
                };

        assertThat(PkiFile.of(content, title).certificates()).isEqualTo(chain);
    }

    @Test
    void pkcs7HasNoOrderSoTheCertificateComesFirstWhateverItsPlace() throws Exception {
        Path turned =
                Files.writeString(folder.resolve("turned.pem"), Certificates.pem(List.of(chain.get(1), chain.get(0))));
        String p7b = Tool.ok("openssl", "crl2pkcs7", "-nocrl", "-certfile", turned);

        assertThat(PkiFile.of(p7b.getBytes(US_ASCII), "p7b").certificates()).isEqualTo(chain);
    }

    /** Each takes the place of a part of the good text; openssl drops several of these without a word. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    -----END CERTIFICATE-----\\n-----B | -----B                            | no END line
                    -----END CERTIFICATE-----          | -----END CERT-----                | no END line
                    -----BEGIN CERTIFICATE-----        | ----BEGIN CERTIFICATE-----        | is damaged
                    -----BEGIN CERTIFICATE-----        | \u2014\u2014BEGIN CERTIFICATE\u2014\u2014 | is damaged
                    -----BEGIN CERTIFICATE-----\\nMII  | -----BEGIN CERTIFICATE-----\\n*II  | not Base64
                    -----BEGIN CERTIFICATE-----\\nMI   | -----BEGIN CERTIFICATE-----\\nAA  | of no kind that is known
                    -----BEGIN CERTIFICATE-----\\n     | -----BEGIN CERTIFICATE-----\\n-----END CERTIFICATE----------BEGIN CERTIFICATE-----\\n | is empty
                    """)
    void whatCannotBeReadIsAnErrorAndNeverDropped(String good, String bad, String told) {
        String content = pem.replaceFirst(good, bad.replace("\\n", "\n"));
        assertThat(content).isNotEqualTo(pem);

        assertThatThrownBy(
                        () -> PkiFile.of(content.getBytes(UTF_8), "chain.pem").certificates())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("chain.pem, line 1")
                .hasMessageContaining(told);
    }

    @Test
    void theErrorNamesTheLine() {
        long second = pem.substring(0, pem.lastIndexOf("-----BEGIN")).lines().count() + 1;
        String content = pem.substring(0, pem.length() - 30);

        assertThatThrownBy(() -> PkiFile.of(content.getBytes(US_ASCII), "chain.pem"))
                .hasMessageContaining("line " + second + ":");
    }

    @Test
    void textsOfTwoEncodingsInOneFileAreRefused() {
        byte[] both = concat(pem.getBytes(UTF_16LE), pem.getBytes(US_ASCII));

        assertThatThrownBy(() -> PkiFile.of(both, "both.pem")).hasMessageContaining("UTF-16 and in UTF-8 are joined");
    }

    @Test
    void derWithSomethingBehindItIsRefused() {
        assertThatThrownBy(() -> PkiFile.of(concat(der(), "oops".getBytes(US_ASCII)), "chain.der")
                        .certificates())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("chain.der");
    }

    @Test
    void twoKeysInAFileLeaveNothingToChance() throws Exception {
        Path other =
                TwoLevelCa.in(Files.createDirectory(folder.resolve("other"))).issue("live", "--name", "b.example.com");
        String both = keyPem() + Files.readString(other.resolve("privatekey.pem"));

        assertThatThrownBy(() -> Keys.of(PkiFile.of(both.getBytes(US_ASCII), "both.pem"), () -> null))
                .hasMessageContaining("both.pem holds 2 private keys");
    }

    @Test
    void aFileOfAnotherKindSaysWhatItHolds() {
        assertThatThrownBy(() -> Certificates.read(live.resolve("privatekey.pem")))
                .hasMessageContaining("holds no certificate; it holds a private key");
    }

    @Test
    void theMarkHidesTheLeafFromNoCommand() throws Exception {
        Path marked = Files.write(folder.resolve("marked.pem"), ("\ufeff" + pem).getBytes(UTF_8));
        Path out = folder.resolve("bundled.pem");

        assertThat(Cli.run(Cli.inDays(100), "expiry", marked).exitCode()).isEqualTo(4);
        Cli.ok("bundle", marked, "--out", out);
        assertThat(Certificates.read(out)).isEqualTo(chain);
    }

    @Test
    void aPipeIsReadOnce() throws Exception {
        Path pipe = folder.resolve("pipe");
        Tool.ok("mkfifo", pipe);
        for (String command : List.of("inspect", "lint", "expiry", "verify")) {
            CompletableFuture<Path> writer = CompletableFuture.supplyAsync(() -> write(pipe));
            Cli ran = command.equals("verify")
                    ? Cli.run(command, pipe, "--ca", live.resolve("ca.pem"))
                    : Cli.run(command, pipe);
            assertThat(ran.exitCode()).as(command + ": " + ran).isZero();
            writer.join();
        }
    }

    @Test
    void aHyphenIsStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
            assertThat(Cli.ok("verify", "-", "--ca", live.resolve("ca.pem")).out())
                    .contains("fine");
            assertThat(Cli.run("inspect", "-").err()).contains("standard input").contains("named once");
        } finally {
            System.setIn(before);
        }
    }

    private static Path write(Path pipe) {
        try {
            return Files.writeString(pipe, pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String keyPem() {
        try {
            return Files.readString(live.resolve("privatekey.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] der() {
        return concat(Certificates.der(chain.get(0)), Certificates.der(chain.get(1)));
    }

    private static byte[] concat(byte[] one, byte[] other) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }
}

package io.dirgate.certtool.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyCommandTest {
    @TempDir
    Path folder;

    Path key;

    @BeforeEach
    void nameKey() {
        key = folder.resolve("privatekey.pem");
    }

    @Test
    void keyIsP256InPkcs8AndItsOwnersAlone() throws Exception {
        Cli.ok("key", "--out", key);
        assertThat(Files.readString(key)).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Tool.ok("openssl", "pkey", "-in", key, "-text", "-noout")).contains("P-256");
        assertThat(folder).isDirectoryContaining("glob:**privatekey.pem").isDirectoryNotContaining("glob:**.tmp");
    }

    @ParameterizedTest
    @CsvSource({"ec-p384, P-384", "rsa-2048, 2048 bit", "RSA3072, 3072 bit", "rsa-4096, 4096 bit"})
    void opensslReadsEachKind(String kind, String said) throws Exception {
        Cli.ok("key", "--type", kind, "--out", key);
        assertThat(Tool.ok("openssl", "pkey", "-in", key, "-text", "-noout")).contains(said);
    }

    @Test
    void encryptedKeyOpensWithItsPassphraseOnly() throws Exception {
        Path secret = Files.writeString(folder.resolve("pw"), "correct horse\n");
        Cli.ok("key", "--encrypt", "--passphrase-file", secret, "--out", key);
        assertThat(Files.readString(key)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        Tool.ok("openssl", "pkey", "-in", key, "-noout", "-passin", "file:" + secret);
        assertThat(Tool.run("openssl", "pkey", "-in", key, "-noout", "-passin", "pass:wrong")
                        .exitCode())
                .isNotZero();
    }

    @Test
    void encryptionWithoutPassphraseOrTerminalIsAUsageErrorThatSaysWhatToGive() {
        Cli ran = Cli.run("key", "--encrypt", "--out", key);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--passphrase-file").hasLineCount(1);
        assertThat(key).doesNotExist();
    }

    @Test
    void existingKeyIsReplacedOnlyByForce() throws Exception {
        Cli.ok("key", "--out", key);
        String first = Files.readString(key);
        Cli refused = Cli.run("key", "--out", key);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("privatekey.pem").contains("--force").hasLineCount(1);
        assertThat(key).hasContent(first);
        Cli.ok("key", "--out", key, "--force");
        assertThat(Files.readString(key)).isNotEqualTo(first);
    }

    @Test
    void keyInAGitWorkTreeIsMadeWithAWarning() throws Exception {
        Files.createDirectory(folder.resolve(".git"));
        assertThat(Cli.ok("key", "--out", key).err()).contains("git work tree");
    }

    @Test
    void unknownKindIsAUsageErrorThatListsTheKinds() {
        Cli ran = Cli.run("key", "--type", "dsa", "--out", key);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("rsa-4096");
    }

    @Test
    void missingFolderIsNamedWithoutAStackTrace() {
        Cli ran = Cli.run("key", "--out", folder.resolve("nowhere/k.pem"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("nowhere does not exist").hasLineCount(1);
        assertThat(Cli.run("key", "--debug", "--out", folder.resolve("nowhere/k.pem"))
                        .err())
                .contains("\tat ");
    }
}

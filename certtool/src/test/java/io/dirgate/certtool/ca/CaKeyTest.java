package io.dirgate.certtool.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.pki.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a CA's key is encrypted by: each figure is OWASP's or stronger. */
class CaKeyTest {
    @TempDir
    Path folder;

    @Test
    void theKeyOfACaIsUnderScryptAndOpensslOpensIt() throws Exception {
        TwoLevelCa ca = TwoLevelCa.in(folder);
        for (Path key : new Path[] {ca.root().resolve("ca.key"), ca.issuing().resolve("ca.key")}) {
            assertThat(Tool.ok("openssl", "asn1parse", "-in", key))
                    .contains("scrypt", "aes-256-cbc", "INTEGER           :4000");
            Tool.ok("openssl", "pkey", "-in", key, "-passin", "file:" + ca.passphrase(), "-noout");
        }
    }

    @Test
    void anotherKeyIsUnderPbkdf2WhichEverythingReads() throws Exception {
        Path key = folder.resolve("key.pem");
        Path pw = Files.writeString(folder.resolve("pw"), "gr\u00fc\u00dfe\n");
        Cli.ok("key", "--encrypt", "--passphrase-file", pw, "--out", key);

        // 0927C0 is 600,000.
        assertThat(Tool.ok("openssl", "asn1parse", "-in", key))
                .contains("PBKDF2", "hmacWithSHA256", "INTEGER           :0927C0");
        assertThat(Keys.read(key, () -> "gr\u00fc\u00dfe".toCharArray()).getPublic())
                .isNotNull();
        Tool.ok("openssl", "pkey", "-in", key, "-passin", "file:" + pw, "-noout");
        Tool.ok("certtool", "--key-info", "--infile", key, "--password", "gr\u00fc\u00dfe");
    }

    @Test
    void aKeyOfAnEarlierVersionStillOpens() throws Exception {
        TwoLevelCa ca = TwoLevelCa.in(folder);
        Path key = ca.issuing().resolve("ca.key");
        Path old = folder.resolve("old.key");
        Tool.ok(
                "openssl",
                "pkcs8",
                "-topk8",
                "-in",
                key,
                "-passin",
                "file:" + ca.passphrase(),
                "-passout",
                "pass:" + Files.readString(ca.passphrase()).strip(),
                "-iter",
                "200000",
                "-v2prf",
                "hmacWithSHA256",
                "-out",
                old);
        Files.copy(old, key, StandardCopyOption.REPLACE_EXISTING);

        assertThat(ca.issue("live", "--name", "ldap.corp.example.com").resolve("server.crt"))
                .exists();
    }
}

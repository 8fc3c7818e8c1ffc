package io.dirgate.certtool.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.aws.fake.FakeAws;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CAs whose keys are in a strict stand-in for AWS KMS; openssl judges what they sign. Nobody is ever asked for a passphrase. */
class KmsCaTest {
    private final FakeAws aws = FakeAws.start();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        aws.close();
    }

    private Path root(String key) {
        Path root = folder.resolve("rootca");
        Cli.ok("ca", "init", "--dir", root, "--name", "Root", "--kms-key", key, "--endpoint-url", aws.endpoint());
        return root;
    }

    private Path issuing(Path root, String key) {
        Path issuing = folder.resolve("issuing");
        Cli.ok(
                "ca",
                "intermediate",
                "--dir",
                issuing,
                "--parent",
                root,
                "--name",
                "Issuing",
                "--kms-key",
                key,
                "--endpoint-url",
                aws.endpoint());
        return issuing;
    }

    private Cli init(String key) {
        return Cli.run(
                "ca",
                "init",
                "--dir",
                folder.resolve("refused"),
                "--name",
                "Root",
                "--kms-key",
                key,
                "--endpoint-url",
                aws.endpoint());
    }

    @ParameterizedTest
    @CsvSource({"ECC_NIST_P256,ecdsa-with-SHA256", "ECC_NIST_P384,ecdsa-with-SHA384", "RSA_2048,sha256WithRSAEncryption"
    })
    void aChainOfTwoLevelsIsGoodForOpenssl(String spec, String algorithm) throws Exception {
        String key = aws.kms().add(spec, "alias/root");
        aws.kms().add(spec, "alias/issuing");
        Path root = root("alias/root");
        Path issuing = issuing(root, "alias/issuing");
        Path live = folder.resolve("live");

        Cli.ok("ca", "issue", "--dir", issuing, "--name", "ldap.corp.example.com", "--out-dir", live);

        assertThat(Tool.ok("openssl", "x509", "-noout", "-text", "-in", root.resolve("ca.crt")))
                .contains(algorithm);
        Tool.ok(
                "openssl",
                "verify",
                "-x509_strict",
                "-CAfile",
                live.resolve("ca.pem"),
                "-untrusted",
                live.resolve("chain.pem"),
                live.resolve("server.crt"));
        assertThat(root.resolve("ca.key")).doesNotExist();
        assertThat(root.resolve("ca.kms")).content().contains("key " + key, "endpoint " + aws.endpoint());
        assertThat(Cli.ok("ca", "list", "--dir", root).err()).contains("in AWS KMS: " + key);
    }

    @Test
    void allThatACaSignsIsSignedByKms() throws Exception {
        aws.kms().add("ECC_NIST_P384", "alias/root");
        aws.kms().add("ECC_NIST_P256", "alias/issuing");
        Path root = root("alias/root");
        Path issuing = issuing(root, "alias/issuing");
        Path live = folder.resolve("live");
        aws.forgetRequests();

        Cli.ok("ca", "issue", "--dir", issuing, "--name", "ldap.corp.example.com", "--out-dir", live);
        Cli.ok("renew", "--dir", issuing, "--out-dir", live, "--now");
        Cli.ok("ca", "revoke", "--dir", issuing, "--certificate", live.resolve("server.crt"));
        Path crl = folder.resolve("issuing.crl");
        Cli.ok("ca", "crl", "--dir", issuing, "--out", crl);
        Path request = folder.resolve("sub.csr");
        Cli.ok(
                "ca",
                "intermediate",
                "--dir",
                folder.resolve("sub"),
                "--name",
                "Sub",
                "--request-out",
                request,
                "--no-passphrase");
        Cli.ok("ca", "sign-subordinate", "--dir", root, "--request", request, "--out", folder.resolve("sub.crt"));
        Cli.ok("ca", "export", "--dir", root, "--out-dir", folder.resolve("public"));

        assertThat(aws.actions()).as("a CA that is there needs no other right").containsOnly("kms:Sign");
        Tool.ok("openssl", "crl", "-in", crl, "-CAfile", issuing.resolve("chain.pem"), "-noout");
        Tool.ok("openssl", "verify", "-CAfile", root.resolve("ca.crt"), folder.resolve("sub.crt"));
        Tool revoked = Tool.run(
                "openssl",
                "verify",
                "-crl_check",
                "-CRLfile",
                crl,
                "-CAfile",
                live.resolve("ca.pem"),
                "-untrusted",
                live.resolve("chain.pem"),
                live.resolve("server.crt"));
        assertThat(revoked.output()).contains("certificate revoked");
    }

    @Test
    void aRequestForTheCaAboveIsSignedByKmsToo() throws Exception {
        aws.kms().add("RSA_2048", "alias/issuing");
        Path request = folder.resolve("issuing.csr");
        Path issuing = folder.resolve("issuing");
        Cli.ok("ca", "init", "--dir", folder.resolve("rootca"), "--name", "Root", "--no-passphrase");
        Cli.ok(
                "ca",
                "intermediate",
                "--dir",
                issuing,
                "--name",
                "Issuing",
                "--request-out",
                request,
                "--kms-key",
                "alias/issuing",
                "--endpoint-url",
                aws.endpoint());
        Tool.ok("openssl", "req", "-verify", "-in", request, "-noout");
        Path signed = folder.resolve("issuing.crt");
        Cli.ok("ca", "sign-subordinate", "--dir", folder.resolve("rootca"), "--request", request, "--out", signed);
        Cli.ok(
                "ca",
                "intermediate",
                "--dir",
                issuing,
                "--certificate",
                signed,
                "--issuers",
                folder.resolve("rootca/ca.crt"));

        Cli.ok("ca", "issue", "--dir", issuing, "--name", "a.example.com", "--out-dir", folder.resolve("live"));
    }

    @Test
    void rolloverFromAFileToKmsKeepsBothRoots() throws Exception {
        aws.kms().add("ECC_NIST_P256", "alias/root");
        Path old = folder.resolve("old");
        Path live = folder.resolve("live");
        Cli.ok("ca", "init", "--dir", old, "--name", "Old", "--no-passphrase");
        Cli.ok("ca", "issue", "--dir", old, "--name", "ldap.corp.example.com", "--out-dir", live);
        Path root = root("alias/root");

        Cli.ok("ca", "rollover", "--dir", old, "--to", root);
        Cli.ok("renew", "--dir", root, "--out-dir", live, "--now");

        assertThat(Files.readString(live.resolve("ca.pem")).split("BEGIN CERTIFICATE"))
                .hasSize(3);
        Tool.ok("openssl", "verify", "-CAfile", root.resolve("ca.crt"), live.resolve("server.crt"));
    }

    @Test
    void setupKeepsCasWhoseKeysAreInKms() throws Exception {
        aws.kms().add("ECC_NIST_P256", "alias/root");
        aws.kms().add("ECC_NIST_P256", "alias/issuing");
        issuing(root("alias/root"), "alias/issuing");

        Cli.ok("setup", "--dir", folder, "--name", "ldap.corp.example.com", "--server", "10.0.1.10", "--timer", "none");

        Tool.ok(
                "openssl",
                "verify",
                "-CAfile",
                folder.resolve("rootca/ca.crt"),
                "-untrusted",
                folder.resolve("live/chain.pem"),
                folder.resolve("live/server.crt"));
        assertThat(folder.resolve("issuing/ca.key")).doesNotExist();
    }

    @Test
    void aKeyThatNoCaCanUseIsRefusedWithARemedy() {
        aws.kms().add("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "alias/secret");
        assertThat(init("alias/secret").err())
                .contains("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "--key-usage SIGN_VERIFY --key-spec ECC_NIST_P256")
                .hasLineCount(1);
        aws.kms().add("RSA_2048", "ENCRYPT_DECRYPT", "alias/crypt");
        assertThat(init("alias/crypt").err()).contains("--key-usage SIGN_VERIFY");
        aws.kms().add("ECC_SECG_P256K1", "alias/coin");
        assertThat(init("alias/coin").err()).contains("ECC_SECG_P256K1", "ECC_NIST_P256");
        aws.kms().set(aws.kms().add("RSA_2048", "alias/gone"), "PendingDeletion");
        assertThat(init("alias/gone").err()).contains("in the state PendingDeletion");
        assertThat(init("alias/none").err()).contains("there is no KMS key alias/none", "--region");
        aws.forbid("kms:GetPublicKey");
        aws.kms().add("RSA_2048", "alias/good");
        assertThat(init("alias/good").err()).contains("the action kms:GetPublicKey", "kms:Sign", "key policy");
        assertThat(folder.resolve("refused")).doesNotExist();
        assertThat(aws.actions()).doesNotContain("kms:Sign");
    }

    @Test
    void aSignatureOfAnotherKeyLeavesNothingBehind() throws Exception {
        String key = aws.kms().add("ECC_NIST_P256", "alias/root");
        Path root = root("alias/root");
        String index = Files.readString(root.resolve("index"));
        aws.kms().spoil();

        Cli issued = Cli.run(
                "ca", "issue", "--dir", root, "--name", "ldap.example.com", "--out-dir", folder.resolve("live"));

        assertThat(issued.exitCode()).isEqualTo(1);
        assertThat(issued.err())
                .contains("the KMS key " + key, "does not match the CA's public key", "nothing was issued")
                .hasLineCount(1);
        assertThat(folder.resolve("live/server.crt")).doesNotExist();
        assertThat(root.resolve("index")).content().isEqualTo(index);
        assertThat(init("alias/root").err()).contains("does not match the CA's public key");
    }

    @Test
    void aKeyThatIsSwitchedOffSaysSo() {
        String key = aws.kms().add("ECC_NIST_P256", "alias/root");
        Path root = root(key);
        aws.kms().set(key, "Disabled");

        assertThat(Cli.run("ca", "crl", "--dir", root).err())
                .contains(key + " cannot be used now", "is disabled", "enable it");
        assertThat(Cli.run("ca", "crl", "--dir", root).exitCode()).isEqualTo(1);
    }

    @Test
    void whatDoesNotGoTogetherIsSaidAtOnce() {
        List<Object> words = new ArrayList<>(List.of("ca", "init", "--dir", folder.resolve("x"), "--name", "Root"));
        words.addAll(List.of("--kms-key", "alias/root", "--type", "ec-p384"));
        assertThat(Cli.run(words.toArray()).err()).contains("--type and --kms-key do not go together");
        assertThat(Cli.run(
                                "ca",
                                "init",
                                "--dir",
                                folder.resolve("x"),
                                "--name",
                                "Root",
                                "--region",
                                "eu-west-1",
                                "--no-passphrase")
                        .err())
                .contains("need --kms-key");
        assertThat(aws.actions()).isEmpty();
    }
}

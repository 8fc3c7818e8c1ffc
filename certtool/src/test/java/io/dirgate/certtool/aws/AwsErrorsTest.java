package io.dirgate.certtool.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.aws.fake.FakeAws;
import io.dirgate.certtool.pki.Keys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told when AWS does not do what was asked. */
class AwsErrorsTest {
    private final FakeAws aws = FakeAws.start();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void missingPermissionNamesTheAction() {
        aws.forbid("acm:ListCertificates");

        Cli ran = Cli.run("acm", "list", "--endpoint-url", aws.endpoint());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("permission is missing", "acm:ListCertificates")
                .hasLineCount(1);
    }

    @Test
    void throttledRequestIsTriedAgain() {
        aws.throttleNext(1);

        Cli ran = Cli.run("acm", "list", "--endpoint-url", aws.endpoint());

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(aws.actions()).hasSize(2);
    }

    @Test
    void throttlingWithoutEndIsSaidToBeThat() {
        aws.throttleNext(100);

        Cli ran = Cli.run("acm", "list", "--endpoint-url", aws.endpoint());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("ThrottlingException", "3 attempts", "AWS_MAX_ATTEMPTS");
        assertThat(aws.actions()).hasSize(3);
    }

    @Test
    void debugShowsRequestsButNoKey() throws IOException {
        Issued issued = CertificateRecipe.server("ldap.corp.example.com").selfSigned();
        Path certificate = issued.writeTo(folder, "server");

        Cli ran = Cli.run(
                "acm",
                "import",
                "--debug",
                "--certificate",
                certificate,
                "--key",
                folder.resolve("server.key"),
                "--endpoint-url",
                aws.endpoint());

        String inner = issued.keyPem().lines().skip(1).findFirst().orElseThrow();
        String hex = HexFormat.of().formatHex(inner.getBytes(StandardCharsets.US_ASCII));
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("-> acm:ImportCertificate", "HTTP 200", "*** Sensitive Data Redacted ***");
        assertThat(ran.err()).doesNotContain(inner).doesNotContain(hex).doesNotContain("not-a-secret");
    }

    @Test
    void debugShowsNeitherTheExportedKeyNorItsPassphrase() {
        Issued issued = CertificateRecipe.server("ldap.corp.example.com").selfSigned();
        String arn = aws.acm().addPrivate(issued.pem(), issued.keyPem(), "", "ISSUED");

        Cli ran = Cli.run(
                "acm",
                "export",
                "--debug",
                "--arn",
                arn,
                "--out-dir",
                folder.resolve("live"),
                "--endpoint-url",
                aws.endpoint());

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err())
                .contains("Passphrase=*** Sensitive", "PrivateKey=*** Sensitive")
                .doesNotContain("PRIVATE KEY");
    }

    @Test
    void profileThatDoesNotExistIsSaidToBeMissing() {
        Cli ran = Cli.run("acm", "list", "--profile", "nobody", "--endpoint-url", aws.endpoint());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("nobody", "--profile");
        assertThat(aws.requests()).isEmpty();
    }

    @Test
    void silentEndpointIsNamed() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Cli ran = Cli.run("acm", "list", "--endpoint-url", "http://127.0.0.1:" + port);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("acm:ListCertificates", "nothing answers", "--endpoint-url");
        assertThat(Cli.run("acm", "list", "--endpoint-url", "localhost").exitCode())
                .isEqualTo(2);
    }

    @Test
    void encryptedKeyIsOpenedHereAndSentInClearOverTheWire() throws Exception {
        Issued issued = CertificateRecipe.server("ldap.corp.example.com").selfSigned();
        Path certificate = issued.writeTo(folder, "server");
        Path secret = Files.writeString(folder.resolve("pw"), "correct horse\n");
        Path key = folder.resolve("encrypted.key");
        Files.write(key, Keys.pem(issued.key().getPrivate(), "correct horse".toCharArray()));

        Cli ran = Cli.run(
                "acm",
                "import",
                "--certificate",
                certificate,
                "--key",
                key,
                "--passphrase-file",
                secret,
                "--endpoint-url",
                aws.endpoint());

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(aws.acm().count()).isEqualTo(1);
    }
}

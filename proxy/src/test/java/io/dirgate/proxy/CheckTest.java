package io.dirgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckTest {
    @TempDir
    Path folder;

    private final StringWriter said = new StringWriter();

    @Test
    void offlineTheServersAreNotAsked() throws Exception {
        assertThat(offline("""
                listeners: [{ address: "127.0.0.1:0" }]
                directory: { servers: ["127.0.0.1:1"] }
                """)).isZero();
        assertThat(said.toString()).doesNotContain("127.0.0.1:1");
    }

    @Test
    void offlineACertificateThatIsMissingIsFound() throws Exception {
        assertThat(offline("""
                listeners: [{ address: "127.0.0.1:0", tls: { certificate: none.crt, privateKey: none.pem } }]
                directory: { servers: ["127.0.0.1:1"] }
                """)).isEqualTo(2);
        assertThat(said.toString()).contains("none.crt");
    }

    @Test
    void offlineACertificateInAwsIsNotLookedAt() throws Exception {
        assertThat(offline("""
                listeners: [{ address: "127.0.0.1:0", tls: { secretsManager: { secretId: ldap } } }]
                directory: { servers: ["127.0.0.1:1"] }
                """)).isZero();
    }

    private int offline(String configuration) throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), configuration);
        CommandLine line = Dirgate.commandLine();
        line.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        return line.execute("check", "--offline", "--config", file.toString());
    }
}

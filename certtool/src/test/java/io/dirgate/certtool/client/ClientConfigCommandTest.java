package io.dirgate.certtool.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Entry;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.TlsServer;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.ca.TwoLevelCa;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientConfigCommandTest {
    static final String BASE = "dc=corp,dc=example,dc=com";

    @TempDir
    static Path folder;

    static Path trusted;
    static InMemoryDirectoryServer server;

    @BeforeAll
    static void startDirectory() throws Exception {
        Path live = TwoLevelCa.in(folder).issue("live", "--name", "localhost", "--ip", "127.0.0.1");
        trusted = live.resolve("ca.pem");
        SSLContext tls = TlsServer.context(
                Keys.readPlain(live.resolve("privatekey.pem")).getPrivate(),
                Certificates.read(live.resolve("chain.pem")));
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.addAdditionalBindCredentials("cn=reader," + BASE, "PASSWORD");
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPSConfig(
                "ldaps", InetAddress.getLoopbackAddress(), 0, tls.getServerSocketFactory(), null));
        config.setSchema(null);
        server = new InMemoryDirectoryServer(config);
        server.add(new Entry("dn: " + BASE, "objectClass: domain", "dc: corp"));
        server.startListening();
    }

    @AfterAll
    static void stopDirectory() {
        server.close();
    }

    private static Path make(ClientFormat format) {
        Path out = folder.resolve(format.name());
        Cli.ok(
                "client-config",
                "--format",
                format,
                "--url",
                "ldaps://127.0.0.1:" + server.getListenPort(),
                "--ca",
                trusted,
                "--base",
                BASE,
                "--bind-dn",
                "cn=reader," + BASE,
                "--out-dir",
                out,
                "--force");
        return out.resolve(format.fileName());
    }

    @ParameterizedTest
    @EnumSource
    void everyClientIsToldHostBaseAndTrust(ClientFormat format) throws Exception {
        Path made = make(format);
        String trust = format.wantsTrustStore() ? "truststore.p12" : "ca.pem";
        assertThat(Files.readString(made))
                .contains("127.0.0.1", made.resolveSibling(trust).toString())
                .doesNotContainPattern("@(url|host|port|domain|base|account|trust)@");
        assertThat(made.resolveSibling(trust)).exists();
    }

    @Test
    void ldapsearchWorksWithIt() throws Exception {
        Tool.require("ldapsearch");
        assertThat(Tool.ok(
                        "env",
                        "LDAPCONF=" + make(ClientFormat.OPENLDAP),
                        "ldapsearch",
                        "-x",
                        "-LLL",
                        "-D",
                        "cn=reader," + BASE,
                        "-w",
                        "PASSWORD",
                        "-s",
                        "base"))
                .contains("dn: " + BASE);
    }

    @Test
    void javaWorksWithIt() throws Exception {
        Path properties = make(ClientFormat.JNDI);
        Path program = Files.writeString(folder.resolve("Ask.java"), """
                public class Ask {
                    public static void main(String[] a) throws Exception {
                        var settings = new java.util.Hashtable<Object, Object>();
                        var read = new java.util.Properties();
                        read.load(new java.io.FileReader(a[0]));
                        settings.putAll(read);
                        var context = new javax.naming.directory.InitialDirContext(settings);
                        System.out.println(context.getAttributes("%s").get("dc"));
                    }
                }
                """.formatted(BASE));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(properties)) {
            read.load(reader);
        }
        assertThat(read).containsEntry("java.naming.referral", "ignore");
        assertThat(Tool.ok(
                        java,
                        "-Djavax.net.ssl.trustStore=" + properties.resolveSibling("truststore.p12"),
                        "-Djavax.net.ssl.trustStorePassword=changeit",
                        program,
                        properties))
                .contains("dc: corp");
    }

    @Test
    void withoutAFolderItIsPrintedAndTheBaseIsMadeFromTheHost() {
        Cli ran = Cli.ok(
                "client-config", "--format", "openldap", "--url", "ldaps://ldap.corp.example.com", "--ca", trusted);
        assertThat(ran.out())
                .contains("ldaps://ldap.corp.example.com:636", "dc=corp,dc=example,dc=com", trusted.toString());
        Cli plain = Cli.run(
                "client-config", "--format", "openldap", "--url", "ldap://ldap.corp.example.com", "--ca", trusted);
        assertThat(plain.exitCode()).isEqualTo(2);
    }
}

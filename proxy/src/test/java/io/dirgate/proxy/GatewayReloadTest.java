package io.dirgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.demo.DemoDirectory;
import io.dirgate.proxy.reload.ReloadException;
import io.dirgate.proxy.tls.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Reading the configuration again while clients are connected. */
@ExtendWith(NoLeaks.class)
class GatewayReloadTest {
    private static final String PLAIN = "- { name: plain, address: '127.0.0.1:0' }\n";

    @TempDir
    Path folder;

    private DemoDirectory directory;
    private Gateway gateway;

    @BeforeEach
    void serve() throws Exception {
        directory = DemoDirectory.start();
        gateway = Gateway.start(config(PLAIN, ""));
    }

    @AfterEach
    void end() {
        gateway.close();
        directory.close();
    }

    @Test
    void aListenerIsOpenedAndAnotherOneClosedWhileItsSessionsGoOn() throws Exception {
        try (LDAPConnection before = connect("plain")) {
            gateway.reload(gateway(PLAIN.replace("plain", "other") + "- { name: added, address: '127.0.0.1:0' }\n"));
            assertServed(before);
            try (LDAPConnection added = connect("added")) {
                assertServed(added);
            }
            int left = port("added");
            try (LDAPConnection added = connect("added")) {
                gateway.reload(gateway(PLAIN));
                assertServed(added);
                assertServed(before);
            }
            assertThat(gateway.addresses()).containsOnlyKeys("plain");
            assertThatThrownBy(() -> new LDAPConnection("127.0.0.1", left))
                    .isInstanceOf(LDAPException.class)
                    .extracting(e -> ((LDAPException) e).getResultCode())
                    .isEqualTo(ResultCode.CONNECT_ERROR);
            assertThat(gateway.faults()).isEmpty();
        }
    }

    @Test
    void aListenerThatStaysKeepsItsSocketWhateverElseOfItChanges() throws Exception {
        write("one");
        int port = port("plain");
        try (LDAPConnection before = connect("plain")) {
            gateway.reload(gateway(
                    "- { name: plain, address: '127.0.0.1:0', tls: { certificate: one.crt, privateKey: one.key } }\n"));
            assertThat(port("plain")).isEqualTo(port);
            assertThat(certificate(port)).isEqualTo("CN=one");
            write("two");
            gateway.reload(
                    gateway(
                            "- { name: secure, address: '127.0.0.1:0', tls: { certificate: two.crt, privateKey: two.key } }\n"));
            assertThat(gateway.addresses()).containsOnlyKeys("secure");
            assertThat(certificate(port)).isEqualTo("CN=two");
            assertServed(before);
        }
    }

    @Test
    void aSessionInClearMayAskForStartTlsAfterItsListenerIsGone() throws Exception {
        write("one");
        gateway.reload(
                gateway(
                        PLAIN
                                + "- { name: upgrading, address: '127.0.0.1:0', startTls: optional, tls: { certificate: one.crt, privateKey: one.key } }\n"));
        try (LDAPConnection clear = connect("upgrading")) {
            assertServed(clear);
            gateway.reload(gateway(PLAIN));
            SSLUtil ssl = new SSLUtil(new TrustAllTrustManager());
            assertThat(clear.processExtendedOperation(new StartTLSExtendedRequest(ssl.createSSLContext()))
                            .getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
            assertServed(clear);
        }
    }

    @Test
    void nothingChangesWhereAnyOfItCannot() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LDAPConnection client = connect("plain")) {
            assertThatThrownBy(() -> gateway.reload(config(
                            PLAIN + "- { name: added, address: '127.0.0.1:0' }\n"
                                    + "- { name: taken, address: '127.0.0.1:" + taken.getLocalPort() + "' }\n",
                            "limits: { connections: 77 }\nshutdown: { delay: 1s }\naccessLog: 'other.log'")))
                    .isInstanceOf(ReloadException.class)
                    .hasMessageStartingWith("listeners[2].address: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": another process listens there");
            assertThat(gateway.addresses()).containsOnlyKeys("plain");
            assertThat(gateway.config().limits().connections()).isEqualTo(10_000);
            assertServed(client);
        }
    }

    @Test
    void allThatIsWrongIsToldAtOnce() throws Exception {
        for (String file : new String[] {"junk.crt", "junk.key", "junk.pem"}) {
            Files.writeString(folder.resolve(file), "junk");
        }
        assertThatThrownBy(() -> gateway.reload(ConfigLoader.parse("""
                        listeners: [{ address: '127.0.0.1:0', tls: { certificate: junk.crt, privateKey: junk.key } }]
                        directory: { servers: ['no-such-host.invalid:636'], transport: ldaps, tls: { ca: junk.pem } }
                        admin: '192.0.2.1:80'
                        """, folder)))
                .isInstanceOf(ReloadException.class)
                .hasMessageContaining("listeners[0].tls.certificate: junk.crt")
                .hasMessageContaining("listeners[0].tls.privateKey: junk.key")
                .hasMessageContaining("directory.tls.ca: junk.pem")
                .hasMessageContaining("directory.servers[0].address: no-such-host.invalid has no address")
                .hasMessageContaining("admin.address: cannot listen on 192.0.2.1:80");
    }

    @Test
    void aBadCertificateOfAListenerThatStaysRefusesAllOfIt() throws Exception {
        write("one");
        String listener =
                "- { name: secure, address: '127.0.0.1:0', tls: { certificate: one.crt, privateKey: one.key } }\n";
        gateway.reload(gateway(listener));
        int port = port("secure");
        Files.writeString(folder.resolve("one.crt"), "no certificate");
        assertThatThrownBy(() -> gateway.reload(config(listener, "limits: { connections: 77 }")))
                .isInstanceOf(ReloadException.class)
                .hasMessageStartingWith("listeners[0].tls.certificate: one.crt");
        assertThat(gateway.config().limits().connections()).isEqualTo(10_000);
        assertThat(certificate(port)).isEqualTo("CN=one");

        TestPki.server("renewed")
                .issuedBy(TestPki.authority("CA"))
                .write(folder.resolve("one.crt"), folder.resolve("one.key"));
        gateway.reload(gateway(listener));
        assertThat(certificate(port)).isEqualTo("CN=renewed");
    }

    private void write(String name) throws IOException {
        TestPki.server(name)
                .issuedBy(TestPki.authority("CA"))
                .write(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
    }

    private GatewayConfig gateway(String listeners) throws ConfigException {
        return config(listeners, "");
    }

    private GatewayConfig config(String listeners, String more) throws ConfigException {
        return ConfigLoader.parse(
                "listeners:\n" + listeners + "directory: { servers: ['127.0.0.1:" + directory.port()
                        + "'] }\nadmin: off\n" + (more.contains("accessLog") ? "" : "accessLog: off\n") + more,
                folder);
    }

    private int port(String listener) {
        InetSocketAddress address = gateway.addresses().get(listener);
        assertThat(address).isNotNull();
        return address.getPort();
    }

    private LDAPConnection connect(String listener) throws LDAPException {
        LDAPConnection connection = new LDAPConnection("127.0.0.1", port(listener));
        assertServed(connection);
        return connection;
    }

    private static void assertServed(LDAPConnection connection) throws LDAPException {
        assertThat(connection.getRootDSE()).isNotNull();
    }

    private static String certificate(int port) throws Exception {
        SSLUtil ssl = new SSLUtil(new TrustAllTrustManager());
        try (SSLSocket socket = (SSLSocket) ssl.createSSLSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }
}

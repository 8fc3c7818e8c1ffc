package io.dirgate.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.asn1.ASN1Buffer;
import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.demo.DemoDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How connections get in: by a balancer's word, and up to a limit. */
class ClientConnectionsTest {
    private static final int MILLIS = 10_000;

    @TempDir
    Path folder;

    private DemoDirectory directory;
    private Gateway gateway;

    @BeforeEach
    void serve() throws Exception {
        directory = DemoDirectory.start();
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, """
                listeners:
                  - { name: direct, address: "127.0.0.1:0" }
                  - { name: balanced, address: "127.0.0.1:0", proxyProtocol: { from: [127.0.0.0/8] } }
                  - { name: strangers, address: "127.0.0.1:0", proxyProtocol: { from: [192.0.2.0/24] } }
                directory: { servers: ["127.0.0.1:%d"] }
                limits: { connectionsPerAddress: 2 }
                admin: off
                accessLog: access.log
                """.formatted(directory.port()));
        gateway = Gateway.start(ConfigLoader.load(file));
    }

    @AfterEach
    void end() {
        gateway.close();
        directory.close();
    }

    @Test
    void aHeaderInTextNamesTheClient() throws Exception {
        assertAnswered("balanced", "PROXY TCP4 10.1.2.3 127.0.0.1 5555 389\r\n".getBytes(US_ASCII));

        assertThatTheLogNames("10.1.2.3:5555");
    }

    @Test
    void aBinaryHeaderNamesTheClient() throws Exception {
        byte[] header = HexFormat.of()
                .parseHex("0d0a0d0a000d0a515549540a" + "2111000c" + "0a010204" + "7f000001" + "15b4" + "0185");
        assertAnswered("balanced", header);

        assertThatTheLogNames("10.1.2.4:5556");
    }

    @Test
    void aBalancerWithoutAHeaderIsRefused() throws Exception {
        try (Socket socket = connect("balanced")) {
            socket.getOutputStream().write(rootDseSearch());
            assertThat(endsWithoutAWord(socket)).isTrue();
        }
    }

    @Test
    void aHeaderFromElsewhereIsNotBelieved() throws Exception {
        try (Socket socket = connect("strangers")) {
            socket.getOutputStream().write("PROXY TCP4 10.1.2.3 127.0.0.1 5555 389\r\n".getBytes(US_ASCII));
            socket.getOutputStream().write(rootDseSearch());
            LDAPMessage notice = new Answers(socket).next();
            assertThat(notice.getMessageID()).isZero();
        }
        assertAnswered("strangers", new byte[0]);
    }

    @Test
    void oneAddressMayNotTakeMoreThanItsShare() throws Exception {
        try (Socket one = connect("direct")) {
            ask(one);
            try (Socket two = connect("direct")) {
                ask(two);
                try (Socket three = connect("direct")) {
                    LDAPMessage notice = new Answers(three).next();
                    assertThat(notice.getMessageID()).isZero();
                    assertThat(notice.getExtendedResponseProtocolOp().getResultCode())
                            .isEqualTo(ResultCode.BUSY_INT_VALUE);
                }
            }
            await().untilAsserted(() -> assertAnswered("direct", new byte[0]));
        }
    }

    private void assertAnswered(String listener, byte[] header) throws Exception {
        try (Socket socket = connect(listener)) {
            socket.getOutputStream().write(header);
            ask(socket);
        }
    }

    private static void ask(Socket socket) throws Exception {
        socket.getOutputStream().write(rootDseSearch());
        Answers answers = new Answers(socket);
        assertThat(answers.next().getSearchResultEntryProtocolOp().getDN()).isEmpty();
        assertThat(answers.next().getSearchResultDoneProtocolOp().getResultCode())
                .isZero();
    }

    private Socket connect(String listener) throws IOException {
        InetSocketAddress address = gateway.addresses().get(listener);
        assertThat(address).isNotNull();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
        socket.setSoTimeout(MILLIS);
        return socket;
    }

    private void assertThatTheLogNames(String client) {
        await().untilAsserted(() ->
                assertThat(Files.readString(folder.resolve("access.log"))).contains("\"client\":\"" + client + "\""));
    }

    private static boolean endsWithoutAWord(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static byte[] rootDseSearch() throws Exception {
        ASN1Buffer bytes = new ASN1Buffer();
        new LDAPMessage(
                        1,
                        new SearchRequestProtocolOp(
                                "",
                                SearchScope.BASE,
                                DereferencePolicy.NEVER,
                                0,
                                0,
                                false,
                                Filter.createPresenceFilter("objectClass"),
                                List.of()))
                .writeTo(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bytes.writeTo(out);
        return out.toByteArray();
    }

    private static final class Answers {
        private final ASN1StreamReader reader;

        Answers(Socket socket) throws IOException {
            reader = new ASN1StreamReader(socket.getInputStream());
        }

        LDAPMessage next() throws Exception {
            LDAPMessage message = LDAPMessage.readFrom(reader, false);
            assertThat(message).isNotNull();
            return message;
        }
    }
}

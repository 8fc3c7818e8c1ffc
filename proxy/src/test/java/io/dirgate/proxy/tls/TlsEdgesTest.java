package io.dirgate.proxy.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dirgate.proxy.Gateway;
import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.config.ConfigLoader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets from the gateway's listeners when one side breaks TLS off: whole records, an alert, the end of the connection. */
@ExtendWith(NoLeaks.class)
class TlsEdgesTest {
    /** Follows a common name, with about 1,000 bytes; RFC 5280 allows 64 a part. */
    private static final String LONG_NAME = (",OU=" + "x".repeat(60)).repeat(15);

    private static final int MILLIS = 10_000;
    private static final int HANDSHAKE = 22;
    private static final String UNEXPECTED_MESSAGE = "020a";
    private static final String PROTOCOL_VERSION = "0246";
    private static final String ILLEGAL_PARAMETER = "022f";

    @TempDir
    Path folder;

    private final TestPki.Pair authority = TestPki.authority("Test CA");
    private final TestPki.Pair clients = TestPki.authority("Client CA");
    private Gateway gateway;

    /** A TLS record as it came, in part where the connection ended in it. */
    private record Received(int type, String content, boolean whole) {}

    @BeforeEach
    void serve() throws Exception {
        TestPki.server("localhost")
                .issuedBy(authority)
                .write(folder.resolve("server.crt"), folder.resolve("server.key"));
        Files.writeString(folder.resolve("clients.pem"), clients.chain());
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, """
                listeners:
                  - { name: open, address: "127.0.0.1:0", tls: { certificate: server.crt, privateKey: server.key } }
                  - name: asking
                    address: "127.0.0.1:0"
                    tls: { certificate: server.crt, privateKey: server.key, clientCertificates: required, clientCa: clients.pem }
                directory: { servers: ["127.0.0.1:1"] }
                admin: off
                accessLog: access.log
                """);
        gateway = Gateway.start(ConfigLoader.load(file));
    }

    @AfterEach
    void end() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "asking"})
    void aRecordThatIsRefusedEndsTheConnectionWithAnAlert(String listener) throws Exception {
        TlsClient client = TlsClient.trusting(authority, TestPki.client("alice").issuedBy(clients));
        try (Socket socket = connect(listener)) {
            client.over(socket).startHandshake();
            socket.getOutputStream().write(record(23, new byte[32]));
            assertThatAllAreWholeAndTheLastIsAnAlert(received(socket));
        }
    }

    @Test
    void ticketsWithAChainAreWholeWhenTheClientClosesBeforeItsFirstRequest() throws Exception {
        TestPki.Pair middle = TestPki.authority("Middle CA", clients);
        TestPki.Pair issuing = TestPki.authority("Issuing CA" + LONG_NAME, middle);
        TlsClient client = TlsClient.trusting(authority, TestPki.client("alice").issuedBy(issuing), issuing, middle);
        try (Socket socket = connect("asking")) {
            SSLSocket tls = client.over(socket);
            tls.startHandshake();
            tls.shutdownOutput();
            assertThatAllAreWholeAndTheLastIsAnAlert(received(socket));
        }
    }

    @Test
    void aTicketWithALongChainIsTakenBack() throws Exception {
        OpenSslClient openssl = new OpenSslClient(folder);
        TestPki.client("alice" + LONG_NAME.repeat(17))
                .issuedBy(clients)
                .write(folder.resolve("long.crt"), folder.resolve("long.key"));
        int port = port("asking");
        openssl.connect(port, "-cert", "long.crt", "-key", "long.key", "-sess_out", "session");
        assertThat(openssl.connect(port, "-cert", "long.crt", "-key", "long.key", "-sess_in", "session"))
                .contains("Reused, TLSv1.3");
    }

    @Test
    void aClientThatSignsWithSha1IsRefused() throws Exception {
        TestPki.client("alice")
                .keys(TestPki.rsa())
                .issuedBy(clients)
                .write(folder.resolve("alice.crt"), folder.resolve("alice.key"));
        assertThat(signing("RSA+SHA1")).contains("alert illegal parameter");
        assertThat(signing("RSA+SHA256")).doesNotContain("alert");
    }

    private String signing(String algorithm) throws IOException {
        return new OpenSslClient(folder)
                .connect(
                        port("asking"),
                        "-tls1_2",
                        "-cipher",
                        "ALL:@SECLEVEL=0",
                        "-cert",
                        "alice.crt",
                        "-key",
                        "alice.key",
                        "-client_sigalgs",
                        algorithm);
    }

    @Test
    void aLongClientHelloIsTakenWhereClientsHaveChains() throws Exception {
        TlsClient client = TlsClient.trusting(authority, TestPki.client("alice").issuedBy(clients));
        try (Socket socket = connect("asking")) {
            handshakeWithManyProtocols(client.over(socket));
        }
    }

    /** A ClientHello of 40 KB, in several records. */
    private static void handshakeWithManyProtocols(SSLSocket tls) throws IOException {
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setApplicationProtocols(
                Collections.nCopies(200, "p".repeat(200)).toArray(String[]::new));
        tls.setSSLParameters(parameters);
        tls.startHandshake();
    }

    @ParameterizedTest
    @CsvSource({
        "170301000401020304, " + UNEXPECTED_MESSAGE,
        "14030100020101, " + UNEXPECTED_MESSAGE,
        "180301000401020304, " + UNEXPECTED_MESSAGE,
        "160301000502000001aa, " + UNEXPECTED_MESSAGE,
        "160701000501000001aa, " + PROTOCOL_VERSION,
        "1603010000, " + PROTOCOL_VERSION,
        "160301002001fffffe0303, " + ILLEGAL_PARAMETER,
    })
    void aFirstRecordThatIsNoClientHelloGetsAnAlert(String sent, String alert) throws Exception {
        byte[] first = HexFormat.of().parseHex(sent);
        try (Socket socket = connect("open")) {
            // The length that the header gives, where only the beginning is of interest.
            int length = 5 + ((first[3] << 8) | (first[4] & 0xff));
            socket.getOutputStream().write(Arrays.copyOf(first, length));
            List<Received> answer = received(socket);
            assertThat(answer).hasSize(1);
            assertThat(answer.get(0).type()).isEqualTo(21);
            assertThat(answer.get(0).content()).isEqualTo(alert);
        }
    }

    @Test
    void whoSpeaksNoTlsAtAllIsClosedWithoutAnAlert() throws Exception {
        try (Socket socket = connect("open")) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
            assertThat(received(socket)).isEmpty();
        }
    }

    @Test
    void theAccessLogNamesTheGroupOfTheKeyExchange() throws Exception {
        try (Socket socket = connect("open")) {
            SSLSocket tls = TlsClient.trusting(authority).over(socket);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3"});
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            tls.getOutputStream().write(HexFormat.of().parseHex("300c020101600702010304008000"));
            assertThat(tls.getInputStream().read()).isEqualTo(0x30);
        }
        await().untilAsserted(() ->
                assertThat(Files.readString(folder.resolve("access.log"))).contains("\"keyExchange\":\"X25519\""));
    }

    private int port(String listener) {
        InetSocketAddress address = gateway.addresses().get(listener);
        assertThat(address).isNotNull();
        return address.getPort();
    }

    private Socket connect(String listener) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(listener));
        socket.setSoTimeout(MILLIS);
        return socket;
    }

    private static byte[] record(int type, byte[] content) {
        byte[] header = {(byte) type, 3, 3, (byte) (content.length >> 8), (byte) content.length};
        byte[] record = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, record, header.length, content.length);
        return record;
    }

    /** All until the connection's end, or a timeout's exception. */
    private static List<Received> received(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        List<Received> records = new ArrayList<>();
        try {
            for (int type = in.read(); type >= 0; type = in.read()) {
                in.readUnsignedShort();
                int length = in.readUnsignedShort();
                byte[] content = in.readNBytes(length);
                records.add(new Received(type, HexFormat.of().formatHex(content), content.length == length));
            }
        } catch (EOFException e) {
            records.add(new Received(HANDSHAKE, "", false));
        } catch (SocketException reset) {
            // The end, too.
        }
        return records;
    }

    /** Under TLS 1.3 an alert is a record of two bytes, its kind and the tag. */
    private static void assertThatAllAreWholeAndTheLastIsAnAlert(List<Received> records) {
        assertThat(records).isNotEmpty().allMatch(Received::whole);
        assertThat(records.get(records.size() - 1).content()).hasSize(2 * (2 + 1 + 16));
    }
}

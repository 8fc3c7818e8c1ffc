package io.dirgate.certtool.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.TlsServer;
import io.dirgate.certtool.ca.TwoLevelCa;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyExchangeTest {
    private static final String RETRY = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

    private static @Nullable KeyExchange ask(int port) {
        Endpoint endpoint = new Endpoint("127.0.0.1", port, Endpoint.Security.LDAPS);
        return new Connector(endpoint, Duration.ofSeconds(5)).keyExchange(InetAddress.getLoopbackAddress());
    }

    @Test
    void aJavaServerChoosesX25519(@TempDir Path folder) throws Exception {
        Path live = TwoLevelCa.in(folder).issue("live", "--name", "localhost");
        try (TlsServer server = new TlsServer(
                Keys.readPlain(live.resolve("privatekey.pem")).getPrivate(),
                Certificates.read(live.resolve("chain.pem")))) {
            assertThat(ask(server.port())).isEqualTo(new KeyExchange("X25519", false));
        }
    }

    @ParameterizedTest
    @CsvSource({"11ec, X25519MLKEM768, true", "0017, P-256, false", "9999, group 9999, false"})
    void aServerOfTls13NamesTheGroupThatItWants(String group, String name, boolean postQuantum) throws Exception {
        // Version, random, no session, cipher suite, compression; supported version and key share.
        String hello = "0303" + RETRY + "00" + "1301" + "00" + "000c" + "002b00020304" + "00330002" + group;

        assertThat(answered(message(2, hello))).isEqualTo(new KeyExchange(name, postQuantum));
    }

    @ParameterizedTest
    @CsvSource({"12, 03001d, X25519", "12, 030017, P-256", "12, 0100, DHE", "14, '', RSA"})
    void aServerOfTls12ShowsItInItsKeyExchange(int type, String content, String name) throws Exception {
        String hello = "0303" + "11".repeat(32) + "00" + "c02f" + "00";

        assertThat(answered(message(2, hello), message(11, "000000"), message(type, content)))
                .isEqualTo(new KeyExchange(name, false));
    }

    @Test
    void aServerThatTellsNothingIsNotGuessedAt() throws Exception {
        assertThat(answered(HexFormat.of().parseHex("15030300020228"))).isNull();
        assertThat(answered(HexFormat.of().parseHex("160303ffff02"))).isNull();
        assertThat(answered(message(2, "0303"))).isNull();
    }

    private static byte[] message(int type, String hex) throws Exception {
        byte[] body = HexFormat.of().parseHex(hex);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(22);
        out.writeShort(0x0303);
        out.writeShort(body.length + 4);
        out.writeInt((type << 24) | body.length);
        out.write(body);
        return bytes.toByteArray();
    }

    /** What is made of a server that answers these records to any greeting. */
    private static @Nullable KeyExchange answered(byte[]... records) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().readNBytes(100);
                    for (byte[] record : records) {
                        socket.getOutputStream().write(record);
                    }
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            KeyExchange found = ask(server.getLocalPort());
            served.join();
            return found;
        }
    }
}

package io.dirgate.certtool.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a port that is no directory says of itself is told without the innards of the LDAP library. */
class ReasonTest {
    @Test
    void portThatSpeaksSomethingElseIsToldInPlainWords() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread web = new Thread(() -> answer(listener), "web server");
            web.start();
            Cli ran = Cli.run("check", "ldap://127.0.0.1:" + listener.getLocalPort(), "--timeout", "5s");
            web.join();
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.out())
                    .contains("no LDAP server answers on this port", "[no-ldap]")
                    .doesNotContain("SearchRequest", "ldapSDKVersion", "revision=");
        }
    }

    private static void answer(ServerSocket listener) {
        try (Socket client = listener.accept()) {
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.dirgate.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a proxy is started with.
 *
 * @param home the project's folder
 * @param folder for its files of this run
 * @param placement the beginning of its command line, which puts it on its core
 * @param certificate that it serves, and that the directory servers serve if they have TLS
 * @param directory the servers behind it
 */
public record Setup(Path home, Path folder, List<String> placement, Certificate certificate, Directory directory) {
    /**
     * Directory servers.
     *
     * @param addresses the first alone counts for all but the gateway
     * @param tls whether they speak LDAPS
     */
    public record Directory(List<InetSocketAddress> addresses, boolean tls) {}

    public PeerProcess start(Peer peer) {
        try {
            Path own = Files.createDirectories(folder.resolve(peer.toString()));
            InetSocketAddress listen = freeAddress();
            Path configuration = own.resolve(peer.configuration());
            String template =
                    Files.readString(home.resolve("client-tests/bench/peers").resolve(peer.configuration()));
            Files.writeString(configuration, fill(template, own, listen));
            List<String> command = new ArrayList<>(placement);
            command.addAll(peer.command(home, configuration));
            return PeerProcess.start(peer, own, listen, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String fill(String template, Path own, InetSocketAddress listen) {
        List<String> servers = directory.addresses().stream().map(Setup::text).toList();
        return lines(template)
                .replace("${LISTEN}", text(listen))
                .replace("${BACKEND}", servers.get(0))
                .replace("${BACKENDS}", '"' + String.join("\", \"", servers) + '"')
                .replace("${ADMIN}", text(freeAddress()))
                .replace("${CERTIFICATE}", certificate.certificate().toString())
                .replace("${KEY}", certificate.privateKey().toString())
                .replace("${CERTIFICATE_AND_KEY}", certificate.both().toString())
                .replace("${FOLDER}", own.toString());
    }

    /** Without those that are for the other kind of directory server. */
    private String lines(String template) {
        String ours = directory.tls() ? "${IF_UPSTREAM_TLS}" : "${IF_UPSTREAM_PLAIN}";
        return template.lines()
                .map(line -> line.replace(ours, ""))
                .filter(line -> !line.contains("${IF_UPSTREAM_"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    // Not every peer can be asked which port it took, so one is found for them.
    static InetSocketAddress freeAddress() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

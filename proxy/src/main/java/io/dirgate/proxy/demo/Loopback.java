package io.dirgate.proxy.demo;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;

/** The loopback addresses of this machine. */
final class Loopback {
    static final String IPV4 = "127.0.0.1";
    private static final String IPV6 = "::1";

    private Loopback() {}

    /** 127.0.0.1, and ::1 if there is IPv6. */
    static List<String> hosts() throws SocketException {
        boolean six = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
        return six ? List.of(IPV4, IPV6) : List.of(IPV4);
    }

    /** The port; 0, for any free port, if it is in use. */
    static int unlessTaken(int port) {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            return 0;
        }
    }
}

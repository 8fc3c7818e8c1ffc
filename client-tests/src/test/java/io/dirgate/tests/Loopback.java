package io.dirgate.tests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands out loopback addresses that nobody else on this machine listens on, so that servers can have their well-known ports and
 * two runs of the tests can share a machine. The network is derived from this process's id.
 */
final class Loopback {
    private final String network;
    private final AtomicInteger last = new AtomicInteger(20);

    Loopback() {
        long pid = ProcessHandle.current().pid();
        network = "127." + (64 + pid / 250 % 128) + "." + (1 + pid % 250);
    }

    /** An address of its own on which the given ports are free. */
    String claim(int... ports) {
        while (last.get() < 250) {
            String address = network + "." + last.incrementAndGet();
            if (allFree(address, ports)) {
                return address;
            }
        }
        throw new IllegalStateException("no free address left in " + network + ".0/24");
    }

    private static boolean allFree(String address, int... ports) {
        for (int port : ports) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}

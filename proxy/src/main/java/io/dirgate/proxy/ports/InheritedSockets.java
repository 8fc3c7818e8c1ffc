package io.dirgate.proxy.ports;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets that the service manager has opened and keeps open (sd_listen_fds(3)). While the gateway restarts,
 * clients wait in their queues and are not refused. Requires the epoll transport.
 */
public final class InheritedSockets {
    /** Remedy if the service manager's sockets do not match the listeners. */
    public static final String REMEDY =
            "give dirgate.socket the listeners' addresses (systemctl edit --full dirgate.socket),"
                    + " or do without it (systemctl disable --now dirgate.socket)";

    private static final int FIRST_DESCRIPTOR = 3;

    private final List<EpollServerSocketChannel> untaken = new ArrayList<>();
    private final boolean announced;

    private InheritedSockets(boolean announced) {
        this.announced = announced;
    }

    /** The sockets that the environment passes to the process with this id; empty if there are none. */
    public static InheritedSockets of(Map<String, String> environment, long pid) {
        InheritedSockets sockets = new InheritedSockets(Long.toString(pid).equals(environment.get("LISTEN_PID")));
        if (sockets.announced && Epoll.isAvailable()) {
            int count = Integer.parseInt(environment.getOrDefault("LISTEN_FDS", "0"));
            for (int i = 0; i < count; i++) {
                sockets.untaken.add(new EpollServerSocketChannel(FIRST_DESCRIPTOR + i));
            }
        }
        return sockets;
    }

    /**
     * Takes the socket that listens on the address; null if there is none. The caller registers it with an event loop
     * and closes it.
     */
    public @Nullable EpollServerSocketChannel take(InetSocketAddress address) {
        for (Iterator<EpollServerSocketChannel> each = untaken.iterator(); each.hasNext(); ) {
            EpollServerSocketChannel socket = each.next();
            if (address.equals(socket.localAddress())) {
                each.remove();
                return socket;
            }
        }
        return null;
    }

    /**
     * The reason why no other socket can listen on this port, to append to a message. Empty if it does not concern
     * these sockets.
     */
    public String explain(int port) {
        if (announced && !Epoll.isAvailable()) {
            return "; dirgate.socket may hold it, but needs epoll: systemctl disable --now dirgate.socket";
        }
        return untaken().stream().anyMatch(address -> address.getPort() == port)
                ? "; dirgate.socket keeps the port with another address: " + REMEDY
                : "";
    }

    /** The addresses of sockets that no listener has taken. Clients that connect there would wait for ever. */
    public List<InetSocketAddress> untaken() {
        return untaken.stream().map(EpollServerSocketChannel::localAddress).toList();
    }
}

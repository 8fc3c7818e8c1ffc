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
 * Listening sockets that the service manager has opened and keeps (sd_listen_fds(3)): while the gateway restarts, clients wait in
 * their queues and none is refused. Epoll's transport only.
 */
public final class InheritedSockets {
    /** Where the service manager's sockets and the listeners do not go together. */
    public static final String REMEDY =
            "give dirgate.socket the listeners' addresses (systemctl edit --full dirgate.socket),"
                    + " or do without it (systemctl disable --now dirgate.socket)";

    private static final int FIRST_DESCRIPTOR = 3;

    private final List<EpollServerSocketChannel> untaken = new ArrayList<>();
    private final boolean announced;

    private InheritedSockets(boolean announced) {
        this.announced = announced;
    }

    /** Those that the environment announces to the process with this number; none where it announces none. */
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

    /** The socket that listens on the address, to be registered with an event loop and closed by the taker; null if there is none. */
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

    /** Why nobody else can listen on this port, to be added to a message; empty if it is not for these sockets. */
    public String explain(int port) {
        if (announced && !Epoll.isAvailable()) {
            return "; dirgate.socket may keep it, of no use without epoll: systemctl disable --now dirgate.socket";
        }
        return untaken().stream().anyMatch(address -> address.getPort() == port)
                ? "; dirgate.socket keeps the port with another address: " + REMEDY
                : "";
    }

    /** The addresses of those that nobody has taken: clients that connect there would wait for ever. */
    public List<InetSocketAddress> untaken() {
        return untaken.stream().map(EpollServerSocketChannel::localAddress).toList();
    }
}

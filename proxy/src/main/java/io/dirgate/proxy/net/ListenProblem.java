package io.dirgate.proxy.net;

import io.dirgate.proxy.config.Endpoint;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Describes why the gateway cannot listen on an address, with the remedy. */
public final class ListenProblem {
    private ListenProblem() {}

    /** Binds to the address briefly without accepting connections. Null if that works, as it does for port 0. */
    public static @Nullable String of(Endpoint address) {
        try (SocketChannel socket = SocketChannel.open()) {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (Epoll.isAvailable()) {
                socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            socket.bind(new InetSocketAddress(address.host(), address.port()));
            return null;
        } catch (IOException | UnresolvedAddressException e) {
            return describe(address, e);
        }
    }

    /** The description begins with the address. */
    public static String describe(Endpoint address, Throwable cause) {
        String raw = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return "cannot listen on " + address + ": " + reason(address, cause, raw);
    }

    private static String reason(Endpoint address, Throwable cause, String raw) {
        if (cause instanceof UnresolvedAddressException || raw.contains("unresolved")) {
            return "the name " + address.host()
                    + " has no address; write an address of this machine, or 0.0.0.0 for all";
        } else if (raw.contains("in use")) {
            return "another process listens there (`ss -ltnp` names it)";
        } else if (raw.contains("assign requested address")) {
            return address.host() + " is not an address of this machine; 0.0.0.0 stands for all that it has";
        } else if (raw.contains("denied") || raw.contains("not permitted")) {
            return "the user " + System.getProperty("user.name")
                    + " may not; ports below 1024 need root or CAP_NET_BIND_SERVICE (AmbientCapabilities in a systemd unit)";
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}

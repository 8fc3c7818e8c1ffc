package io.dirgate.proxy.net;

import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.observe.ConnectionCounts;
import io.dirgate.proxy.session.ClientHandler;
import io.dirgate.proxy.session.CloseReason;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts client connections, in total and by address, and enforces the limits. If the gateway is full, the oldest
 * connection that has not bound is closed for a new one, so that unauthenticated clients cannot block the others.
 * Shared by all listeners and event loops. Its lock is held for a few look-ups per connection.
 */
final class ConnectionLimiter implements ConnectionCounts {
    private static final Logger log = LoggerFactory.getLogger(ConnectionLimiter.class);

    /** Share of limits.connectionsPerAddress at which the operator is warned. */
    private static final double NEARLY_FULL = 0.8;

    /** Connections that are being closed to make room. No more are closed beyond this number. */
    private static final int MOST_LEAVING = 32;

    private static final ClientHandler.EndNow MAKE_ROOM = new ClientHandler.EndNow(
            CloseReason.MADE_ROOM, "the oldest connection that had not bound, and a new one needed its place");

    private LimitsConfig limits;
    private final Map<Channel, InetAddress> places = new HashMap<>();
    private final Map<InetAddress, Integer> byNetwork = new HashMap<>();
    private final Set<Channel> unbound = new LinkedHashSet<>();
    private int leaving;

    ConnectionLimiter(LimitsConfig limits) {
        this.limits = limits;
    }

    /** Connections beyond a lower limit stay, but new ones must wait until they end. */
    synchronized void limits(LimitsConfig next) {
        limits = next;
    }

    /**
     * @return null if the connection is admitted, which must later {@linkplain #leave leave}; otherwise the exceeded
     *     limit
     */
    @Nullable
    synchronized String enter(Channel connection, InetAddress client) {
        InetAddress network = ClientNetwork.of(client);
        if (byNetwork.getOrDefault(network, 0) >= limits.connectionsPerAddress()) {
            return "limits.connectionsPerAddress";
        }
        if (places.size() >= limits.connections() && !makeRoom()) {
            return "limits.connections";
        }
        places.put(connection, network);
        int open = byNetwork.merge(network, 1, Integer::sum);
        unbound.add(connection);
        if (open == nearlyFull()) {
            log.atWarn()
                    .addKeyValue("client", client.getHostAddress())
                    .addKeyValue("open", open)
                    .addKeyValue("limit", limits.connectionsPerAddress())
                    .log(
                            "an address has taken 80 % of limits.connectionsPerAddress; its next connections may be refused");
        }
        return null;
    }

    private int nearlyFull() {
        return (int) Math.ceil(NEARLY_FULL * limits.connectionsPerAddress());
    }

    @Override
    public synchronized int open() {
        return places.size();
    }

    @Override
    public synchronized int ofFullestAddress() {
        return byNetwork.values().stream().mapToInt(count -> count).max().orElse(0);
    }

    /**
     * Closes the oldest connection that has not bound.
     *
     * @return false if there is none, or if enough connections are already being closed
     */
    synchronized boolean makeRoom() {
        if (unbound.isEmpty() || leaving >= MOST_LEAVING) {
            return false;
        }
        Channel oldest = unbound.iterator().next();
        leave(oldest);
        leaving++;
        oldest.closeFuture().addListener(closed -> left());
        // Executed later, so that the closing does not run under this lock.
        oldest.eventLoop().execute(() -> oldest.pipeline().fireUserEventTriggered(MAKE_ROOM));
        return true;
    }

    private synchronized void left() {
        leaving--;
    }

    /** The client has bound. Its connection is no longer closed to make room. */
    synchronized void bound(Channel connection) {
        unbound.remove(connection);
    }

    /** The connection has ended or is about to end. */
    synchronized void leave(Channel connection) {
        InetAddress network = places.remove(connection);
        if (network != null) {
            unbound.remove(connection);
            byNetwork.computeIfPresent(network, (of, count) -> count == 1 ? null : count - 1);
        }
    }
}

package io.dirgate.proxy.net;

import io.dirgate.proxy.client.ClientAddress;
import io.dirgate.proxy.session.ClientHandler;
import io.dirgate.proxy.session.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Limits the memory for responses that clients requested but do not read, over all connections. Beyond the limit, it
 * ends a connection of the network that uses the most: the one that has not read for the longest time. Clients that
 * never read can thus fill the limit, but not the process. Only connections with pending output are counted, so that
 * ordinary responses cost nothing. One instance per process; its lock is held for a few look-ups.
 */
final class UnreadAnswers {
    private static final ClientHandler.EndNow END = new ClientHandler.EndNow(
            CloseReason.CLIENT_STUCK, "it does not take its answers, and clients hold limits.unreadMemory of them");

    private long limit;
    private final Map<InetAddress, Network> networks = new HashMap<>();
    private final Set<Channel> followed = new HashSet<>();
    private long all;

    /** @param limit in bytes */
    UnreadAnswers(long limit) {
        this.limit = limit;
    }

    /** The memory of one network's connections, ordered by the time since when they have not read. */
    private static final class Network {
        private final Map<Channel, Long> connections = new LinkedHashMap<>();
        private long bytes;
    }

    /** Sets the limit in bytes. Excess memory is released with the next responses that are not read. */
    synchronized void limit(long bytes) {
        limit = bytes;
    }

    /** Bytes in use now. */
    synchronized long bytes() {
        return all;
    }

    /** Call this on the connection's event loop. */
    void onWritabilityChanged(Channel connection) {
        if (connection.isWritable()) {
            forget(connection);
        } else {
            // Count later, after all bytes read from the server were written: the client may read them at once.
            connection.eventLoop().execute(() -> count(connection));
        }
    }

    private void count(Channel connection) {
        ChannelOutboundBuffer unwritten = connection.unsafe().outboundBuffer();
        if (unwritten != null && !connection.isWritable()) {
            for (Channel worst : add(connection, unwritten.totalPendingWriteBytes())) {
                worst.eventLoop().execute(() -> worst.pipeline().fireUserEventTriggered(END));
            }
        }
    }

    /** @return the connections that must be closed */
    private synchronized List<Channel> add(Channel connection, long bytes) {
        forget(connection);
        if (followed.add(connection)) {
            connection.closeFuture().addListener(closed -> end(connection));
        }
        Network network = networks.computeIfAbsent(network(connection), first -> new Network());
        network.connections.put(connection, bytes);
        network.bytes += bytes;
        all += bytes;
        List<Channel> ending = new ArrayList<>(0);
        while (all > limit) {
            Network worst = Collections.max(networks.values(), Comparator.comparingLong(other -> other.bytes));
            Channel oldest = worst.connections.keySet().iterator().next();
            forget(oldest);
            ending.add(oldest);
        }
        return ending;
    }

    private synchronized void end(Channel connection) {
        forget(connection);
        followed.remove(connection);
    }

    private synchronized void forget(Channel connection) {
        Network network = networks.get(network(connection));
        Long bytes = network == null ? null : network.connections.remove(connection);
        if (network != null && bytes != null) {
            network.bytes -= bytes;
            all -= bytes;
            if (network.connections.isEmpty()) {
                networks.remove(network(connection));
            }
        }
    }

    private static InetAddress network(Channel connection) {
        return ClientNetwork.of(ClientAddress.address(connection));
    }
}

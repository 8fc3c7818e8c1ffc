package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Connector;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.observe.ServerMetrics;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code upstream.recycle: true}: keeps a session's connection for a later session that begins with a simple bind. This
 * saves the directory server a connection and its TLS handshake. The bind replaces the state of the connection: the
 * identity, and with Samba also the paged searches. Nothing else is sent until the bind succeeds; if it fails, the
 * connection is closed. An additional anonymous bind at the end of each session would cost Samba half of the savings.
 * Each event loop keeps its own connections. {@code false}: opens a new connection for each session and closes it with
 * the session.
 */
public final class RecycledConnections implements UpstreamProvider {
    private final Connector connector;
    private final ServerMetrics metrics;
    /** The idle connections of each event loop, used on that loop only. */
    private final Map<EventLoop, Map<Server, IdleConnections>> idle = new ConcurrentHashMap<>();

    public RecycledConnections(Connector connector, ServerMetrics metrics) {
        this.connector = connector;
        this.metrics = metrics;
    }

    @Override
    public @Nullable BackendConnection takeFree(EventLoop loop, Server server, BackendConnection.Owner owner) {
        IdleConnections kept = of(loop).get(server);
        BackendConnection free = kept == null ? null : kept.take();
        while (kept != null && free != null && !connector.mayBeRecycled(free)) {
            free.close();
            free = kept.take();
        }
        if (free != null) {
            metrics.upstreamRecycled(server.name());
            free.handTo(owner);
        }
        return free;
    }

    @Override
    public BackendConnection connect(EventLoop loop, Server server, BackendConnection.Owner owner) {
        return connector.connect(loop, server, owner);
    }

    @Override
    public void giveBack(BackendConnection connection) {
        if (!connector.mayBeRecycled(connection)) {
            connection.close();
            return;
        }
        Map<Server, IdleConnections> all = of(connection.loop());
        Server server = connection.server();
        all.computeIfAbsent(server, of -> new IdleConnections(of, () -> all.remove(of)))
                .add(connection);
    }

    private Map<Server, IdleConnections> of(EventLoop loop) {
        return idle.computeIfAbsent(loop, first -> new HashMap<>());
    }

    /** Closes all free connections, so that no other session uses them. Thread-safe. */
    public void closeFree() {
        idle.forEach((loop, all) -> loop.execute(() -> List.copyOf(all.values()).forEach(IdleConnections::closeAll)));
    }
}

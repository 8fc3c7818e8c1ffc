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
 * {@code upstream.recycle: true}: a connection that a session leaves is kept for one that begins with a simple bind, which saves the
 * directory server a connection, a TLS handshake and their set-up. The bind replaces all that the connection carries: the identity,
 * and with Samba the paged searches too; nothing else is said before it has succeeded, and if it fails the connection is closed. An
 * anonymous bind when the last session leaves would cost Samba half of what is saved. Each event loop keeps its own. {@code false}: a new
 * connection for each session, which ends with it.
 */
public final class RecycledConnections implements UpstreamProvider {
    private final Connector connector;
    private final ServerMetrics metrics;
    /** Each event loop's, touched there alone. */
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

    /** Those that are free now serve no other session. Any thread. */
    public void closeFree() {
        idle.forEach((loop, all) -> loop.execute(() -> List.copyOf(all.values()).forEach(IdleConnections::closeAll)));
    }
}

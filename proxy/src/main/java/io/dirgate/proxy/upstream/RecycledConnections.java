package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Connector;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.observe.ServerMetrics;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code upstream.recycle: true}: a connection that a session leaves is kept for one that begins with a simple bind, which saves the
 * directory server a connection, a TLS handshake and their set-up. The bind replaces all that the connection carries: the identity,
 * and with Samba the paged searches too; nothing else is said before it has succeeded, and if it fails the connection is closed. An
 * anonymous bind when the last session leaves would cost Samba half of what is saved. Each event loop keeps its own.
 */
public final class RecycledConnections implements UpstreamProvider {
    private final Connector connector;
    private final ServerMetrics metrics;
    private final FastThreadLocal<Map<Server, IdleConnections>> idle = new FastThreadLocal<>() {
        @Override
        protected Map<Server, IdleConnections> initialValue() {
            return new HashMap<>();
        }
    };

    public RecycledConnections(Connector connector, ServerMetrics metrics) {
        this.connector = connector;
        this.metrics = metrics;
    }

    @Override
    public @Nullable BackendConnection takeFree(EventLoop loop, Server server, BackendConnection.Owner owner) {
        IdleConnections kept = idle.get().get(server);
        BackendConnection free = kept == null ? null : kept.take();
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
        Map<Server, IdleConnections> all = idle.get();
        Server server = connection.server();
        all.computeIfAbsent(server, of -> new IdleConnections(of, () -> all.remove(of)))
                .add(connection);
    }
}

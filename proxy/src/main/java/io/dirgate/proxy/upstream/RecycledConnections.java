package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Connector;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code upstream.recycle: true}: a connection that a session leaves is kept for one that begins with a simple bind, which saves the
 * directory server a connection, a TLS handshake and their set-up. The bind replaces all that the connection carries: the identity,
 * and with Samba the paged searches too; nothing else is said before it has succeeded, and if it fails the connection is closed. An
 * anonymous bind when the last session leaves would cost Samba half of what is saved. Each event loop keeps its own.
 */
public final class RecycledConnections implements UpstreamProvider {
    private final Connector connector;
    private final ProxyMetrics metrics;
    private final FastThreadLocal<Map<Server, IdleConnections>> spares = new FastThreadLocal<>() {
        @Override
        protected Map<Server, IdleConnections> initialValue() {
            return new HashMap<>();
        }
    };

    public RecycledConnections(Connector connector, ProxyMetrics metrics) {
        this.connector = connector;
        this.metrics = metrics;
    }

    @Override
    public BackendConnection lease(
            EventLoop loop, Server server, BackendConnection.Owner owner, boolean beginsWithBind) {
        IdleConnections kept = beginsWithBind ? spares.get().get(server) : null;
        BackendConnection spare = kept == null ? null : kept.take();
        if (spare == null) {
            return connector.connect(loop, server, owner);
        }
        metrics.upstreamRecycled(server.name());
        spare.handTo(owner);
        return spare;
    }

    @Override
    public void giveBack(BackendConnection connection) {
        Map<Server, IdleConnections> all = spares.get();
        Server server = connection.server();
        all.computeIfAbsent(server, of -> new IdleConnections(of, () -> all.remove(of)))
                .add(connection);
    }
}

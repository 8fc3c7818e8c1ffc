package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Connector;
import io.dirgate.proxy.backend.Server;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** {@code upstream.recycle: false}: a new connection for each session, which ends with it. */
public final class FreshConnections implements UpstreamProvider {
    private final Connector connector;

    public FreshConnections(Connector connector) {
        this.connector = connector;
    }

    @Override
    public @Nullable BackendConnection takeFree(EventLoop loop, Server server, BackendConnection.Owner owner) {
        return null;
    }

    @Override
    public BackendConnection connect(EventLoop loop, Server server, BackendConnection.Owner owner) {
        return connector.connect(loop, server, owner);
    }

    @Override
    public void giveBack(BackendConnection connection) {
        connection.close();
    }
}

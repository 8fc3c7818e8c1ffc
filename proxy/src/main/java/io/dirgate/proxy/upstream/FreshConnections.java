package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Connector;
import io.dirgate.proxy.backend.Server;
import io.netty.channel.EventLoop;

/** {@code upstream.recycle: false}: a new connection for each session, which ends with it. */
public final class FreshConnections implements UpstreamProvider {
    private final Connector connector;

    public FreshConnections(Connector connector) {
        this.connector = connector;
    }

    @Override
    public BackendConnection lease(
            EventLoop loop, Server server, BackendConnection.Owner owner, boolean beginsWithBind) {
        return connector.connect(loop, server, owner);
    }

    @Override
    public void giveBack(BackendConnection connection) {
        connection.close();
    }
}

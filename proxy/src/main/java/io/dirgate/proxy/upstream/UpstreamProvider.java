package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Server;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** Provides sessions with connections to directory servers and takes them back. Shared by all event loops. */
public interface UpstreamProvider {
    /**
     * Takes a free connection, if there is one. The owner owns it when this method returns. It is still bound as {@link
     * BackendConnection#isInherited another session's client}: the new owner must send a simple bind first, and nothing
     * else until that succeeds. Call this on the event loop.
     */
    @Nullable
    BackendConnection takeFree(EventLoop loop, Server server, BackendConnection.Owner owner);

    /**
     * Starts to open a connection. The owner is called on {@code loop} with the outcome, never before this method
     * returns. Call this on {@code loop}.
     */
    BackendConnection connect(EventLoop loop, Server server, BackendConnection.Owner owner);

    /**
     * Takes a connection back instead of its {@link BackendConnection#close}. Call this on the connection's event loop.
     * Nothing may be in flight on it, and no request on it may have an effect that outlasts a bind.
     */
    void giveBack(BackendConnection connection);
}

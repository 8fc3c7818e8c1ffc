package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Server;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** Where sessions get their connections to directory servers from, and where they leave them. Shared by all event loops. */
public interface UpstreamProvider {
    /**
     * Takes a free connection, if there is one; it is the owner's when this returns. It is still bound as {@link
     * BackendConnection#isInherited another session's client}: nothing may be sent but a simple bind, and nothing else before that has
     * succeeded. On the event loop.
     */
    @Nullable
    BackendConnection takeFree(EventLoop loop, Server server, BackendConnection.Owner owner);

    /**
     * Begins to make a connection; the owner is told of the end on {@code loop}, where this must be called, but never before this
     * returns.
     */
    BackendConnection connect(EventLoop loop, Server server, BackendConnection.Owner owner);

    /**
     * Takes a connection back, on its event loop, in place of its {@link BackendConnection#close}. Nothing may be in flight on
     * it, and nothing may have been said on it that outlives a bind.
     */
    void giveBack(BackendConnection connection);
}

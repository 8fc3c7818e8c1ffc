package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Server;
import io.netty.channel.EventLoop;

/** Where sessions get their connections to directory servers from, and where they leave them. Shared by all event loops. */
public interface UpstreamProvider {
    /**
     * Begins to get a connection; the owner is told of the end on {@code loop}, where this must be called, but never before
     * this returns.
     *
     * @param beginsWithBind whether the first message will be a simple bind, and nothing will be sent before it has succeeded: then
     *     it may be a connection that {@link BackendConnection#isInherited was another session's}
     */
    BackendConnection lease(EventLoop loop, Server server, BackendConnection.Owner owner, boolean beginsWithBind);

    /**
     * Takes a connection back, on its event loop, in place of its {@link BackendConnection#close}. Nothing may be in flight on
     * it, and nothing may have been said on it that outlives a bind.
     */
    void giveBack(BackendConnection connection);
}

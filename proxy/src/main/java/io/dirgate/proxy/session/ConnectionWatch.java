package io.dirgate.proxy.session;

import io.netty.channel.Channel;

/** Whom a session tells of what its connection costs all others. Called on the session's event loop. */
public interface ConnectionWatch {
    /** For connections that nobody watches. */
    ConnectionWatch NONE = new ConnectionWatch() {
        @Override
        public void onBound(Channel connection) {}

        @Override
        public void onWritabilityChanged(Channel connection) {}
    };

    /** A bind of the client has succeeded. */
    void onBound(Channel connection);

    /** The client takes what is written, or no longer does. */
    void onWritabilityChanged(Channel connection);
}

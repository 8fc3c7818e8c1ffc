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

        @Override
        public long onStrangerEnded(CloseReason reason) {
            return 1;
        }
    };

    /** A bind of the client has succeeded. */
    void onBound(Channel connection);

    /** The client takes what is written, or no longer does. */
    void onWritabilityChanged(Channel connection);

    /**
     * A session has ended in which nobody had bound.
     *
     * @return how many such ends a line in the log stands for; 0 if there must be none
     */
    long onStrangerEnded(CloseReason reason);
}

package io.dirgate.proxy.session;

import io.netty.channel.Channel;

/** Receives a session's events that matter for limits across connections. Called on the session's event loop. */
public interface ConnectionWatch {
    /** For connections that are not watched. */
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

    /** The client has resumed or stopped reading its output. */
    void onWritabilityChanged(Channel connection);

    /**
     * A session has ended without a successful bind.
     *
     * @return the number of such ends that a log line must report; 0 if no line must be written
     */
    long onStrangerEnded(CloseReason reason);
}

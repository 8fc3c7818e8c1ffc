package io.dirgate.proxy.client;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;

/** Stops and resumes reading from a client. */
public final class ClientReading {
    private ClientReading() {}

    /**
     * Does nothing after the client has shut down its side: epoll has removed the socket's input by then, and would
     * report an error.
     */
    public static void set(Channel channel, boolean wanted) {
        boolean ended = channel instanceof DuplexChannel duplex && duplex.isInputShutdown();
        if (channel.isOpen() && !ended && channel.config().isAutoRead() != wanted) {
            channel.config().setAutoRead(wanted);
        }
    }
}

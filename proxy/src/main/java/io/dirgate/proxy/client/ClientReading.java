package io.dirgate.proxy.client;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;

/** Stops and resumes reading from a client. */
public final class ClientReading {
    private ClientReading() {}

    /** Does nothing once the client has shut down its side: epoll no longer knows such a socket's input, and says so by an error. */
    public static void set(Channel channel, boolean wanted) {
        boolean ended = channel instanceof DuplexChannel duplex && duplex.isInputShutdown();
        if (channel.isOpen() && !ended && channel.config().isAutoRead() != wanted) {
            channel.config().setAutoRead(wanted);
        }
    }
}

package io.dirgate.proxy.session;

import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.config.StartTls;
import io.netty.channel.Channel;
import java.util.function.Consumer;

/**
 * The listener through which a client connected.
 *
 * @param listener its name
 * @param tlsFirst whether the connection begins with a TLS handshake
 * @param startTls whether StartTLS is offered or required
 * @param tls installs TLS in a channel, before the other handlers
 */
public record ClientEntry(
        String listener, boolean tlsFirst, StartTls startTls, Consumer<Channel> tls, ConnectionWatch watch) {
    private static final int IN_CLEAR = 4 * 1024;

    /** The initial state of a new connection. */
    Protection firstProtection(long nanos) {
        Protection.Clear clear = new Protection.Clear(startTls == StartTls.REQUIRED);
        return tlsFirst ? clear.handshake(nanos) : clear;
    }

    /** In bytes. A listener that requires StartTLS accepts no larger request in clear. */
    int firstRequestSize(LimitsConfig limits) {
        return startTls == StartTls.REQUIRED ? Math.min(IN_CLEAR, limits.requestSize()) : limits.anonymousRequestSize();
    }

    boolean offersStartTls() {
        return startTls != StartTls.OFF;
    }
}

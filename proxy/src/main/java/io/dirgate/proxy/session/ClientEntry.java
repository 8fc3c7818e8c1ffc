package io.dirgate.proxy.session;

import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.config.StartTls;
import io.netty.channel.Channel;
import java.util.function.Consumer;

/**
 * The door that a client came in by.
 *
 * @param listener its name
 * @param tlsFirst whether the connection begins with a TLS handshake
 * @param startTls whether StartTLS is offered, or demanded
 * @param tls puts TLS in front of a channel's other handlers
 */
public record ClientEntry(
        String listener, boolean tlsFirst, StartTls startTls, Consumer<Channel> tls, ConnectionWatch watch) {
    private static final int IN_CLEAR = 4 * 1024;

    /** Of a new connection. */
    Protection firstProtection(long nanos) {
        Protection.Clear clear = new Protection.Clear(startTls == StartTls.REQUIRED);
        return tlsFirst ? clear.handshake(nanos) : clear;
    }

    /** In bytes: where only StartTLS is welcome, nothing larger is. */
    int firstRequestSize(LimitsConfig limits) {
        return startTls == StartTls.REQUIRED ? Math.min(IN_CLEAR, limits.requestSize()) : limits.anonymousRequestSize();
    }

    boolean offersStartTls() {
        return startTls != StartTls.OFF;
    }
}

package io.dirgate.proxy.session;

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
public record ClientEntry(String listener, boolean tlsFirst, StartTls startTls, Consumer<Channel> tls) {
    /** Where a new session stands. */
    SessionState firstState() {
        return tlsFirst || startTls == StartTls.REQUIRED ? new SessionState.Accepting() : new SessionState.Anonymous();
    }

    boolean offersStartTls() {
        return startTls != StartTls.OFF;
    }
}

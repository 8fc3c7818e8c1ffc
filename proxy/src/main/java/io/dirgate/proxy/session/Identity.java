package io.dirgate.proxy.session;

import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.LdapReplies;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whom a session is bound as, and the bind that can be said again to another server. Its name and password are kept in
 * memory of this process only, and zeroed at the end of the session.
 */
final class Identity {
    private static final int KEPT_BYTES = 4 * 1024;

    private final String name;
    private final int messageId;
    private final byte @Nullable [] bindRequest;

    private Identity(String name, int messageId, byte @Nullable [] bindRequest) {
        this.name = name;
        this.messageId = messageId;
        this.bindRequest = bindRequest;
    }

    /** A simple bind: kept, unless it is larger than any password that a directory would take. */
    static Identity repeatable(String name, LdapFrame bind) throws LdapProtocolException {
        byte[] request = LdapReplies.simpleBindRequest(bind);
        return request.length <= KEPT_BYTES ? new Identity(name, bind.messageId(), request) : once(name);
    }

    /** A SASL bind, which only its two ends can repeat, or a simple one whose password is not to be kept. */
    static Identity once(String name) {
        return new Identity(name, 0, null);
    }

    /** As the client sent it: a DN, a UPN, {@code CORP\name}, or the SASL mechanism. */
    String name() {
        return name;
    }

    boolean isRepeatable() {
        return bindRequest != null;
    }

    /** The message id in {@link #bindRequest}. */
    int messageId() {
        return messageId;
    }

    ByteBuf bindRequest() {
        if (bindRequest == null) {
            throw new IllegalStateException("this bind cannot be said again");
        }
        return Unpooled.wrappedBuffer(bindRequest.clone());
    }

    void forget() {
        if (bindRequest != null) {
            Arrays.fill(bindRequest, (byte) 0);
        }
    }
}

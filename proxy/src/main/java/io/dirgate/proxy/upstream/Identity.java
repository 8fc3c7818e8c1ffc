package io.dirgate.proxy.upstream;

import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.Utf8Text;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a session is bound as, and the bind to repeat on another server. Name and password are kept only in
 * the memory of this process, and are zeroed at the end of the session.
 */
public final class Identity {
    private static final int KEPT_BYTES = 4 * 1024;

    private final Utf8Text name;
    private final int messageId;
    /** Name and password, encoded as in the request. */
    private byte @Nullable [] bind;

    /** Index in {@code bind} where the password begins. */
    private final int password;

    private @Nullable CredentialKey credential;

    private Identity(Utf8Text name, int messageId, byte @Nullable [] bind, int password) {
        this.name = name;
        this.messageId = messageId;
        this.bind = bind;
        this.password = password;
    }

    /**
     * The identity of a simple bind. It keeps the bind, unless the bind is larger than any password that a directory
     * accepts.
     *
     * @param authentication index of the password's header in the frame's buffer
     */
    public static Identity repeatable(Utf8Text name, LdapFrame bind, int authentication) {
        int length = bind.opEnd() - bind.opStart();
        return length <= KEPT_BYTES
                ? new Identity(
                        name,
                        bind.messageId(),
                        ByteBufUtil.getBytes(bind.buffer(), bind.opStart(), length),
                        authentication - bind.opStart())
                : once(name);
    }

    /**
     * The identity of a bind that cannot be repeated: a SASL bind, or a simple bind whose password must not be kept.
     */
    public static Identity once(Utf8Text name) {
        return new Identity(name, 0, null, 0);
    }

    /** The name as the client sent it: a DN, a UPN, {@code CORP\name}, or the SASL mechanism. */
    public Utf8Text name() {
        return name;
    }

    public boolean isRepeatable() {
        return bind != null;
    }

    /** The message id of {@link #bindRequest}. */
    public int messageId() {
        return messageId;
    }

    /** Encodes the bind again, without its original controls. */
    public ByteBuf bindRequest(ByteBufAllocator alloc) {
        return LdapReplies.bindRequest(alloc, messageId, Unpooled.wrappedBuffer(kept()));
    }

    /** The key for the name and password of a repeatable bind, for state that sessions share. */
    public CredentialKey credential(CredentialHash hash) {
        if (credential == null) {
            credential = hash.of(kept(), password);
        }
        return credential;
    }

    private byte[] kept() {
        if (bind == null) {
            throw new IllegalStateException("this bind cannot be repeated");
        }
        return bind;
    }

    /** Zeroes the credentials. The bind cannot be repeated afterwards. */
    public void forget() {
        byte[] kept = bind;
        bind = null;
        if (kept != null) {
            Arrays.fill(kept, (byte) 0);
        }
    }
}

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
 * Whom a session is bound as, and the bind that can be said again to another server. Its name and password are kept in
 * memory of this process only, and zeroed at the end of the session.
 */
public final class Identity {
    private static final int KEPT_BYTES = 4 * 1024;

    private final Utf8Text name;
    private final int messageId;
    /** Name and password, as they stand in the request. */
    private byte @Nullable [] bind;

    /** Where the password begins in it. */
    private final int password;

    private @Nullable CredentialKey credential;

    private Identity(Utf8Text name, int messageId, byte @Nullable [] bind, int password) {
        this.name = name;
        this.messageId = messageId;
        this.bind = bind;
        this.password = password;
    }

    /**
     * A simple bind: kept, unless it is larger than any password that a directory would take.
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

    /** A SASL bind, which only its two ends can repeat, or a simple one whose password is not to be kept. */
    public static Identity once(Utf8Text name) {
        return new Identity(name, 0, null, 0);
    }

    /** As the client sent it: a DN, a UPN, {@code CORP\name}, or the SASL mechanism. */
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

    /** The bind once more, without the controls it came with. */
    public ByteBuf bindRequest(ByteBufAllocator alloc) {
        return LdapReplies.bindRequest(alloc, messageId, Unpooled.wrappedBuffer(kept()));
    }

    /** The name and password of a repeatable bind, for what sessions share. */
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

    /** From here on it cannot be repeated. */
    public void forget() {
        byte[] kept = bind;
        bind = null;
        if (kept != null) {
            Arrays.fill(kept, (byte) 0);
        }
    }
}

package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request, whole, as the client sent it. It owns its bytes and their share of the process's memory: whoever holds the frame
 * last releases it.
 *
 * @param message the LDAPMessage from its first byte to its last, read index 0
 * @param opStart index in {@code message} of the operation's first content byte
 * @param opEnd index behind the operation, where the controls begin
 * @param memory where its share was taken from; null if there was none left, so that the request must go no further
 */
public record LdapFrame(
        LdapOp op, int messageId, ByteBuf message, int opStart, int opEnd, RequestMemory.@Nullable Share memory) {
    public boolean isAdmitted() {
        return memory != null;
    }

    public int length() {
        return message.writerIndex();
    }

    /** Index behind the last byte. */
    public int end() {
        return message.writerIndex();
    }

    public void release() {
        if (memory != null) {
            memory.giveBack(length());
        }
        message.release();
    }
}

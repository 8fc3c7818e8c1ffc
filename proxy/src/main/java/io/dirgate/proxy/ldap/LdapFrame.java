package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;

/**
 * One request, whole, as the client sent it. It owns its bytes: whoever holds the frame last releases it.
 *
 * @param message the LDAPMessage from its first byte to its last, read index 0
 * @param opStart index in {@code message} of the operation's first content byte
 * @param opEnd index behind the operation, where the controls begin
 */
public record LdapFrame(LdapOp op, int messageId, ByteBuf message, int opStart, int opEnd) {
    public int length() {
        return message.readableBytes();
    }

    /** Index behind the last byte. */
    public int end() {
        return message.writerIndex();
    }

    public void release() {
        message.release();
    }
}

package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One complete request, as the client sent it. It holds a reference to its bytes and a share of the memory for
 * requests. Its last owner releases it.
 *
 * @param buffer contains the LDAPMessage, possibly together with other messages. Ignore the buffer's own indexes: all
 *     indexes below are absolute
 * @param start index of the LDAPMessage's first byte
 * @param opStart index of the operation's first content byte
 * @param opEnd index after the operation, where the controls begin
 * @param end index after the LDAPMessage's last byte
 * @param memory the share of memory that it is charged to; null if the memory is exhausted, and the request must then
 *     be refused
 */
public record LdapFrame(
        LdapOp op,
        int messageId,
        ByteBuf buffer,
        int start,
        int opStart,
        int opEnd,
        int end,
        RequestMemory.@Nullable Share memory) {
    public boolean isAdmitted() {
        return memory != null;
    }

    public int length() {
        return end - start;
    }

    /**
     * Releases the bytes and the share of memory. Zeroes the content of a bind first, so that no password remains in
     * reused memory.
     */
    public void release() {
        if (memory != null) {
            memory.giveBack(length());
        }
        if (op == LdapOp.BIND) {
            buffer.setZero(opStart, opEnd - opStart);
        }
        buffer.release();
    }
}

package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request, whole, as the client sent it. It has a reference to its bytes, and their share of the process's memory: whoever holds
 * the frame last releases it.
 *
 * @param buffer where the LDAPMessage lies, perhaps among others that arrived with it: all indexes are into it, its own mean nothing
 * @param start index of the LDAPMessage's first byte
 * @param opStart index of the operation's first content byte
 * @param opEnd index behind the operation, where the controls begin
 * @param end index behind the LDAPMessage's last byte
 * @param memory where its share was taken from; null if there was none left, so that the request must go no further
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

    /** Of a bind, whose password is not to be left in memory that others are given next, the content is zeroed. */
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

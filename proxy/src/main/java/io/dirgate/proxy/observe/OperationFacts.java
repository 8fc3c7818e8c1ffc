package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.Utf8Text;
import org.jspecify.annotations.Nullable;

/** What the access log and the metrics say of one operation once it has ended. Read at once, never kept: the object is reused. */
public interface OperationFacts {
    LdapOp op();

    int messageId();

    /** The result code sent to the client, -1 for an operation that has no response or was abandoned. */
    int resultCode();

    /** Active Directory's sub-code of a failed bind ({@code 52e}, {@code 775}, …), null where there is none. */
    @Nullable
    String subCode();

    /**
     * Search base, bind name or entry name; for an extended operation its OID. Of one of more than 1,024 bytes the beginning and the
     * end, with its length and a hash.
     */
    Utf8Text name();

    /** For a bind: true if the client has proven that the name is its own, which only the success of a simple bind does. */
    boolean isNameProven();

    /** 0 base, 1 one level, 2 subtree, -1 for anything but a search. */
    int scope();

    /** The filter with each value replaced by {@code ?}; empty for anything but a search. Cut at 1,024 bytes. */
    Utf8Text filterShape();

    /** Search result entries passed to the client. */
    int entries();

    long requestBytes();

    long responseBytes();

    /** From the request's arrival to its response's hand-over, less {@link #directoryNanos()}. */
    long gatewayNanos();

    /** From the request's write to the directory server until its final response arrived; 0 if the gateway answered. */
    long directoryNanos();

    /** When it ended, by the event loop's clock, in nanoseconds: the same for those that ended with one read from the network. */
    long endedNanos();

    /** The directory server that answered, null if the gateway itself did. */
    @Nullable
    Utf8Text server();

    /** The local port of the connection to the directory server, to find the operation in its log; 0 if there was none. */
    int upstreamPort();
}

package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.Utf8Text;
import org.jspecify.annotations.Nullable;

/**
 * The facts about an ended operation for the access log and the metrics. Read them during the call and keep no
 * reference, because the object is reused.
 */
public interface OperationFacts {
    LdapOp op();

    int messageId();

    /** The result code sent to the client; -1 if the operation has no response or was abandoned. */
    int resultCode();

    /** Active Directory's sub-code of a failed bind ({@code 52e}, {@code 775}, …); null if there is none. */
    @Nullable
    String subCode();

    /**
     * The search base, bind name or entry name; for an extended operation its OID. A name of more than 1,024 bytes is
     * shortened to its beginning, its end, its length and a hash.
     */
    Utf8Text name();

    /** True for a bind whose name the client has proven to be its own. Only a successful simple bind proves this. */
    boolean isNameProven();

    /** 0 base, 1 one level, 2 subtree; -1 for any other operation than a search. */
    int scope();

    /**
     * The filter with {@code ?} in place of each value; empty for any other operation than a search. Truncated to 1,024
     * bytes.
     */
    Utf8Text filterShape();

    /** Number of search result entries sent to the client. */
    int entries();

    long requestBytes();

    long responseBytes();

    /** Time from the request's arrival to the delivery of its final response, minus {@link #directoryNanos()}. */
    long gatewayNanos();

    /**
     * Time from sending the request to the directory server until its final response arrived; 0 if the gateway
     * answered.
     */
    long directoryNanos();

    /**
     * End of the operation on the event loop's clock, in nanoseconds. Equal for all operations that ended in one
     * network read.
     */
    long endedNanos();

    /** The directory server that answered; null if the gateway answered. */
    @Nullable
    Utf8Text server();

    /**
     * The local port of the connection to the directory server, for searching that server's log; 0 if there was none.
     */
    int upstreamPort();
}

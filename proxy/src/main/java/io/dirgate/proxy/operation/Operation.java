package io.dirgate.proxy.operation;

import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.ldap.Utf8Text;
import io.dirgate.proxy.observe.OperationFacts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request from arrival to completion, with its server and its responses. Holds the request's frame until {@link
 * #end}. After that, only the fields of the access log are readable, until {@link OperationPool} reuses the object for
 * another request. Belongs to one event loop.
 */
public final class Operation implements OperationFacts {
    /** Value of the result code if there is no result. */
    public static final int NO_RESULT = -1;

    private final Request request = new Request();
    private long sequence;
    private long arrivedNanos;
    private ResponseFilter filter = ResponseFilter.NONE;

    private @Nullable Server server;
    private int upstreamPort;
    private long sentNanos;
    private boolean sent;
    private boolean delivered;
    private boolean resent;

    private int entries;
    private long responseBytes;
    private int resultCode;
    private @Nullable String subCode;
    private long directoryNanos;
    private long endedNanos;

    /**
     * Takes ownership of the frame, unless it throws.
     *
     * @throws LdapProtocolException if a field of the request is invalid
     */
    void begin(long itsSequence, LdapFrame frame, long nanos) throws LdapProtocolException {
        sequence = itsSequence;
        arrivedNanos = nanos;
        filter = ResponseFilter.NONE;
        server = null;
        upstreamPort = 0;
        sentNanos = 0;
        sent = false;
        delivered = false;
        resent = false;
        entries = 0;
        responseBytes = 0;
        resultCode = NO_RESULT;
        subCode = null;
        directoryNanos = 0;
        endedNanos = 0;
        request.read(frame);
    }

    public Request request() {
        return request;
    }

    /** Sequence number among the session's requests. */
    public long sequence() {
        return sequence;
    }

    /** True after the operation was answered or given up. */
    public boolean isEnded() {
        return request.isReleased();
    }

    /** Sets the filter for the responses. Call this before the request is sent. */
    public void filterBy(ResponseFilter itsFilter) {
        filter = itsFilter;
    }

    public boolean isFiltered() {
        return filter != ResponseFilter.NONE;
    }

    public ResponseFilter filter() {
        return filter;
    }

    // The server.

    /** Records that the request was written to this server. */
    public void send(Server to, int localPort, long nanos) {
        server = to;
        upstreamPort = localPort;
        sent = true;
        sentNanos = nanos;
        to.operationBegan();
    }

    public boolean isSent() {
        return sent;
    }

    /** True if sending the request twice has no side effect, and the client has received no part of the response. */
    public boolean canBeSentAgain() {
        return request.isRepeatable() && !delivered && !resent;
    }

    /** True if a server was lost while it processed this request. The request may be the cause. */
    public boolean isSuspect() {
        return resent;
    }

    /** Takes the request back from a lost server. */
    public void takeBack(long nanos) {
        resent = true;
        leaveServer(nanos);
        sent = false;
    }

    /** Reports a result code that indicates a fault of the server to its health check. */
    public void suspectServer(int code) {
        if (server != null && (code == ResultCode.BUSY || code == ResultCode.UNAVAILABLE)) {
            server.suspect("it answered an operation with result " + code);
        }
    }

    /** True if the server owes an answer. An open-ended search is never awaited. */
    public boolean isAwaited() {
        return sent && !request.isOpenEnded();
    }

    public long sentNanos() {
        return sentNanos;
    }

    /** True if the server has owed an answer for at least {@code time}. An open-ended search is never awaited. */
    public boolean isAwaited(Duration time, long nanos) {
        return isAwaited() && nanos - sentNanos >= time.toNanos();
    }

    // The responses.

    public void entryDelivered(int length) {
        entries++;
        partDelivered(length);
    }

    /** A reference or an intermediate response was delivered. */
    public void partDelivered(int length) {
        delivered = true;
        responseBytes += length;
    }

    public void answered(int code, @Nullable String itsSubCode, int length, long nanos) {
        subCode = itsSubCode;
        responseBytes += length;
        end(code, nanos);
    }

    /**
     * Ends the operation and releases the frame.
     *
     * @param code {@link #NO_RESULT} if there is none
     */
    public void end(int code, long nanos) {
        resultCode = code;
        endedNanos = nanos;
        leaveServer(nanos);
        request.release();
    }

    private void leaveServer(long nanos) {
        if (sent && server != null) {
            server.operationEnded();
            directoryNanos += Math.max(0, nanos - sentNanos);
        }
    }

    // The fields of the access log.

    @Override
    public LdapOp op() {
        return request.op();
    }

    @Override
    public int messageId() {
        return request.messageId();
    }

    @Override
    public int resultCode() {
        return resultCode;
    }

    @Override
    public @Nullable String subCode() {
        return subCode;
    }

    @Override
    public Utf8Text name() {
        return request.name();
    }

    @Override
    public boolean isNameProven() {
        return request.isSimpleBind() && resultCode == ResultCode.SUCCESS;
    }

    @Override
    public int scope() {
        return request.scope();
    }

    @Override
    public Utf8Text filterShape() {
        return request.filterShape();
    }

    @Override
    public int entries() {
        return entries;
    }

    @Override
    public long requestBytes() {
        return request.length();
    }

    @Override
    public long responseBytes() {
        return responseBytes;
    }

    @Override
    public long gatewayNanos() {
        return endedNanos - arrivedNanos - directoryNanos;
    }

    @Override
    public long directoryNanos() {
        return directoryNanos;
    }

    @Override
    public long endedNanos() {
        return endedNanos;
    }

    @Override
    public @Nullable Utf8Text server() {
        return server == null ? null : server.nameText();
    }

    @Override
    public int upstreamPort() {
        return upstreamPort;
    }
}

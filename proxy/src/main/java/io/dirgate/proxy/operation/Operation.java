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
 * One request from its arrival to its end: where it went, and what has come back. It holds the request's frame until {@link #end}; after
 * that only what the access log says of it can be read, and soon the same object is another request's ({@link OperationPool}). Belongs to
 * one event loop.
 */
public final class Operation implements OperationFacts {
    /** In place of a result code. */
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
     * Takes the frame over, unless it fails.
     *
     * @throws LdapProtocolException if the request's fields are not what they must be
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

    /** What it asks. */
    public Request request() {
        return request;
    }

    /** Its place among the session's requests. */
    public long sequence() {
        return sequence;
    }

    /** True once it has been answered or given up. */
    public boolean isEnded() {
        return request.isReleased();
    }

    /** Has the filter see the responses that it wants; before the request is sent. */
    public void filterBy(ResponseFilter itsFilter) {
        filter = itsFilter;
    }

    public boolean isFiltered() {
        return filter != ResponseFilter.NONE;
    }

    public ResponseFilter filter() {
        return filter;
    }

    // Where it goes.

    /** The request is written to the server. */
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

    /** True if no server can tell whether it came once or twice, and the client has seen nothing of it. */
    public boolean canBeSentAgain() {
        return request.isRepeatable() && !delivered && !resent;
    }

    /** True if another server was lost before while it had this request: the request itself may be the cause. */
    public boolean isSuspect() {
        return resent;
    }

    /** Takes it back from a lost server. */
    public void takeBack(long nanos) {
        resent = true;
        leaveServer(nanos);
        sent = false;
    }

    /** Tells the server's health of an answer that speaks against it. */
    public void suspectServer(int code) {
        if (server != null && (code == ResultCode.BUSY || code == ResultCode.UNAVAILABLE)) {
            server.suspect("it answered an operation with result " + code);
        }
    }

    /** True if its server owes an answer, and nothing says that it may take for ever. */
    public boolean isAwaited() {
        return sent && !request.isOpenEnded();
    }

    public long sentNanos() {
        return sentNanos;
    }

    /** True if its server should have answered by now: it was asked this long ago, and nothing says that it may take for ever. */
    public boolean isAwaited(Duration time, long nanos) {
        return isAwaited() && nanos - sentNanos >= time.toNanos();
    }

    // What has come back.

    public void entryDelivered(int length) {
        entries++;
        partDelivered(length);
    }

    /** A reference or an intermediate response. */
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
     * Releases the frame.
     *
     * @param code {@link #NO_RESULT} where there is none
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

    // What the log says of it.

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

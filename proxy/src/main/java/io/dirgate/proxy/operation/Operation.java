package io.dirgate.proxy.operation;

import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.ldap.Controls;
import io.dirgate.proxy.ldap.FilterShape;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.RequestView;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.ldap.Utf8Text;
import io.dirgate.proxy.observe.OperationFacts;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request from its arrival to its final response: what it is, where it went, and what has come back. When it has been reported
 * the same object is another request's ({@link OperationPool}).
 */
public final class Operation implements OperationFacts {
    /** In place of a result code. */
    public static final int NO_RESULT = -1;

    private static final int LOGGED_BYTES = 1024;

    private final Utf8Text name = new Utf8Text();
    private final Utf8Text filterShape = new Utf8Text();

    private @Nullable LdapFrame frame;
    private long sequence;
    private long arrivedNanos;
    private long requestBytes;
    private int filterDepth;
    private int scope;
    private boolean openEnded;
    private boolean paged;
    private boolean continued;
    private boolean sasl;

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

    /** @throws LdapProtocolException if the request's own first fields are not what they must be */
    public void begin(long itsSequence, LdapFrame request, long nanos) throws LdapProtocolException {
        sequence = itsSequence;
        frame = request;
        arrivedNanos = nanos;
        requestBytes = request.length();
        sasl = request.op() == LdapOp.BIND && !RequestView.isSimpleBind(request);
        RequestView.name(request, name, LOGGED_BYTES);
        readSearch(request);
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
    }

    private void readSearch(LdapFrame request) throws LdapProtocolException {
        filterShape.clear();
        filterDepth = 0;
        scope = -1;
        openEnded = false;
        ByteBuf cookie = null;
        if (request.op() == LdapOp.SEARCH) {
            filterDepth = FilterShape.write(request, filterShape, LOGGED_BYTES - "...".length());
            scope = RequestView.scope(request);
            openEnded = Controls.isOpenEnded(request);
            cookie = Controls.pagingCookie(request);
        }
        paged = cookie != null;
        continued = cookie != null && cookie.isReadable();
    }

    /** Its place among the session's requests. */
    public long sequence() {
        return sequence;
    }

    public LdapFrame frame() {
        return Objects.requireNonNull(frame);
    }

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
        return isRepeatable() && !delivered && !resent;
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

    /**
     * True if what it leaves on its connection may outlast another bind there: a SASL context, or what an extended operation
     * that the gateway does not know has switched on (AD's fast bind, MS-ADTS section 5.1.1.5, is one).
     */
    public boolean outlivesBind() {
        return op() == LdapOp.EXTENDED || sasl;
    }

    public boolean isSimpleBind() {
        return op() == LdapOp.BIND && !sasl;
    }

    private boolean isRepeatable() {
        return (op() == LdapOp.SEARCH && !continued) || op() == LdapOp.COMPARE;
    }

    /** True for a search with the paged-results control (RFC 2696). */
    public boolean isPaged() {
        return paged;
    }

    /** True for a search of the rootDSE (RFC 4512 section 5.1). */
    public boolean isRootDse() {
        return scope == RequestView.SCOPE_BASE && name.isEmpty();
    }

    /** Tells the server's health of an answer that speaks against it. */
    public void suspectServer(int code) {
        if (server != null && (code == ResultCode.BUSY || code == ResultCode.UNAVAILABLE)) {
            server.suspect("it answered an operation with result " + code);
        }
    }

    /** How many levels of and, or, not the filter nests in each other. */
    public int filterDepth() {
        return filterDepth;
    }

    /** True for a search that ends only when it is abandoned, such as a change notification. */
    public boolean isOpenEnded() {
        return openEnded;
    }

    /** True if its server owes an answer, and nothing says that it may take for ever. */
    public boolean isAwaited() {
        return sent && !openEnded;
    }

    public long sentNanos() {
        return sentNanos;
    }

    /** True if its server should have answered by now: it was asked this long ago, and nothing says that it may take for ever. */
    public boolean isAwaited(Duration time, long nanos) {
        return isAwaited() && nanos - sentNanos >= time.toNanos();
    }

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

    /** @param code {@link #NO_RESULT} where there is none */
    public void end(int code, long nanos) {
        resultCode = code;
        endedNanos = nanos;
        leaveServer(nanos);
        frame().release();
    }

    private void leaveServer(long nanos) {
        if (sent && server != null) {
            server.operationEnded();
            directoryNanos += Math.max(0, nanos - sentNanos);
        }
    }

    @Override
    public LdapOp op() {
        return frame().op();
    }

    @Override
    public int messageId() {
        return frame().messageId();
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
        return name;
    }

    @Override
    public boolean isNameProven() {
        return isSimpleBind() && resultCode == ResultCode.SUCCESS;
    }

    @Override
    public int scope() {
        return scope;
    }

    @Override
    public Utf8Text filterShape() {
        return filterShape;
    }

    @Override
    public int entries() {
        return entries;
    }

    @Override
    public long requestBytes() {
        return requestBytes;
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

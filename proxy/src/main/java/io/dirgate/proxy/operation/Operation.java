package io.dirgate.proxy.operation;

import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.ldap.Authentication;
import io.dirgate.proxy.ldap.FilterShape;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.RequestControls;
import io.dirgate.proxy.ldap.RequestView;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.ldap.ServerState;
import io.dirgate.proxy.ldap.Utf8Text;
import io.dirgate.proxy.observe.OperationFacts;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request from its arrival to its end: what it asks, where it went, and what has come back. All that anybody needs to know of the
 * request is read once, in place, when it arrives. The operation owns the request's frame until {@link #end}; afterwards only what the
 * access log says of it can be read, and soon the same object is another request's ({@link OperationPool}). Belongs to one event loop.
 */
public final class Operation implements OperationFacts {
    /** In place of a result code. */
    public static final int NO_RESULT = -1;

    private static final int LOGGED_BYTES = 1024;

    private final Utf8Text name = new Utf8Text();
    private final Utf8Text filterShape = new Utf8Text();
    private final RequestControls controls = new RequestControls();

    private @Nullable LdapFrame frame;
    private LdapOp op = LdapOp.UNBIND;
    private int messageId;
    private long sequence;
    private long arrivedNanos;
    private long requestBytes;
    private int filterDepth;
    private int scope;
    private boolean rootDse;
    private boolean readsServerState;
    private boolean startTls;
    private Authentication authentication = Authentication.UNKNOWN;
    private int authenticationStart;
    private boolean passwordEmpty;
    private String mechanism = "";
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
    void begin(long itsSequence, LdapFrame request, long nanos) throws LdapProtocolException {
        sequence = itsSequence;
        op = request.op();
        messageId = request.messageId();
        arrivedNanos = nanos;
        requestBytes = request.length();
        RequestView.name(request, name, LOGGED_BYTES);
        filterShape.clear();
        filterDepth = 0;
        scope = -1;
        rootDse = false;
        readsServerState = false;
        startTls = false;
        filter = ResponseFilter.NONE;
        switch (op) {
            case SEARCH -> readSearch(request);
            case BIND -> readBind(request);
            case EXTENDED -> startTls = RequestView.isExtended(request, LdapReplies.START_TLS);
            default -> {
                // The directory server judges the rest.
            }
        }
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
        frame = request;
    }

    private void readSearch(LdapFrame request) throws LdapProtocolException {
        int start = RequestView.filterStart(request);
        filterDepth = FilterShape.write(request, start, filterShape, LOGGED_BYTES - "...".length());
        scope = RequestView.scope(request);
        rootDse = scope == RequestView.SCOPE_BASE && name.isEmpty();
        controls.read(request);
        readsServerState = controls.isDirSync() || ServerState.isReadBy(request, start, filterShape, rootDse);
    }

    private void readBind(LdapFrame request) throws LdapProtocolException {
        authenticationStart = RequestView.authenticationStart(request);
        authentication = RequestView.authentication(request, authenticationStart);
        mechanism =
                authentication == Authentication.SASL ? RequestView.saslMechanism(request, authenticationStart) : "";
        passwordEmpty =
                authentication == Authentication.SIMPLE && RequestView.isPasswordEmpty(request, authenticationStart);
    }

    /** Its place among the session's requests. */
    public long sequence() {
        return sequence;
    }

    /**
     * The request's bytes, which stay the operation's.
     *
     * @throws IllegalStateException once the operation has ended
     */
    public LdapFrame frame() {
        if (frame == null) {
            throw new IllegalStateException("operation " + messageId + " has ended");
        }
        return frame;
    }

    /** True once it has been answered or given up. */
    public boolean isEnded() {
        return frame == null;
    }

    // What it asks.

    /** For a bind. */
    public Authentication authentication() {
        return authentication;
    }

    /** For a bind: index of the authentication in the frame's buffer. */
    public int authenticationStart() {
        return authenticationStart;
    }

    /** The SASL mechanism of a SASL bind; empty for anything else. */
    public String mechanism() {
        return mechanism;
    }

    /** True for a simple bind without a password. */
    public boolean isPasswordEmpty() {
        return op == LdapOp.BIND && passwordEmpty;
    }

    public boolean isStartTls() {
        return startTls;
    }

    /** For a search; what another request has of these is left from the last search. */
    private boolean isSearch() {
        return op == LdapOp.SEARCH;
    }

    /** True for a search with the paged-results control (RFC 2696). */
    public boolean isPaged() {
        return isSearch() && controls.isPaged();
    }

    /** The paged-results cookie, for as long as the operation lasts: null without the control, empty for a first page. */
    public @Nullable ByteBuf pagingCookie() {
        return isPaged() ? controls.pagingCookie(frame()) : null;
    }

    /** True for a search of the rootDSE (RFC 4512 section 5.1). */
    public boolean isRootDse() {
        return rootDse;
    }

    /** True for a search that reads or uses what one directory server counts for itself, such as update sequence numbers. */
    public boolean readsServerState() {
        return readsServerState;
    }

    /** How many levels of and, or, not the filter nests in each other, or {@link FilterShape#UNKNOWN_KIND}. */
    public int filterDepth() {
        return filterDepth;
    }

    /** True for a search that ends only when it is abandoned, such as a change notification. */
    public boolean isOpenEnded() {
        return isSearch() && controls.isOpenEnded();
    }

    // What becomes of its responses.

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
        return op == LdapOp.EXTENDED || (op == LdapOp.BIND && authentication != Authentication.SIMPLE);
    }

    public boolean isSimpleBind() {
        return op == LdapOp.BIND && authentication == Authentication.SIMPLE;
    }

    private boolean isRepeatable() {
        return (isSearch() && !controls.isContinued()) || op == LdapOp.COMPARE;
    }

    /** Tells the server's health of an answer that speaks against it. */
    public void suspectServer(int code) {
        if (server != null && (code == ResultCode.BUSY || code == ResultCode.UNAVAILABLE)) {
            server.suspect("it answered an operation with result " + code);
        }
    }

    /** True if its server owes an answer, and nothing says that it may take for ever. */
    public boolean isAwaited() {
        return sent && !isOpenEnded();
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

    /**
     * Releases the frame.
     *
     * @param code {@link #NO_RESULT} where there is none
     */
    public void end(int code, long nanos) {
        resultCode = code;
        endedNanos = nanos;
        leaveServer(nanos);
        LdapFrame released = frame();
        frame = null;
        released.release();
    }

    private void leaveServer(long nanos) {
        if (sent && server != null) {
            server.operationEnded();
            directoryNanos += Math.max(0, nanos - sentNanos);
        }
    }

    @Override
    public LdapOp op() {
        return op;
    }

    @Override
    public int messageId() {
        return messageId;
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

package io.dirgate.proxy.operation;

import io.dirgate.proxy.ldap.Authentication;
import io.dirgate.proxy.ldap.FilterShape;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.RequestControls;
import io.dirgate.proxy.ldap.RequestView;
import io.dirgate.proxy.ldap.ServerState;
import io.dirgate.proxy.ldap.Utf8Text;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The facts about a request, read once and in place when it arrives. Owns the request's frame until {@link #release}.
 * The fields of the access log remain readable until the object reads another request. Belongs to one event loop.
 */
public final class Request {
    private static final int LOGGED_BYTES = 1024;

    private final Utf8Text name = new Utf8Text();
    private final Utf8Text filterShape = new Utf8Text();
    private final RequestControls controls = new RequestControls();

    private @Nullable LdapFrame frame;
    private LdapOp op = LdapOp.UNBIND;
    private int messageId;
    private int length;
    private int filterDepth;
    private int scope;
    private boolean rootDse;
    private boolean readsServerState;
    private boolean startTls;
    private Authentication authentication = Authentication.UNKNOWN;
    private int authenticationStart;
    private boolean passwordEmpty;
    private String mechanism = "";

    /**
     * Takes ownership of the frame, unless it throws.
     *
     * @throws LdapProtocolException if a field of the request is invalid
     */
    void read(LdapFrame request) throws LdapProtocolException {
        op = request.op();
        messageId = request.messageId();
        length = request.length();
        filterShape.clear();
        filterDepth = 0;
        scope = -1;
        rootDse = false;
        readsServerState = false;
        startTls = false;
        switch (op) {
            case SEARCH -> readSearch(request);
            case BIND -> readBind(request);
            case EXTENDED -> {
                RequestView.name(request, name, LOGGED_BYTES);
                startTls = RequestView.isExtended(request, LdapReplies.START_TLS);
            }
            default -> RequestView.name(request, name, LOGGED_BYTES);
        }
        frame = request;
    }

    private void readSearch(LdapFrame request) throws LdapProtocolException {
        int behindBase = RequestView.searchBase(request, name, LOGGED_BYTES);
        scope = RequestView.scope(request, behindBase);
        int start = RequestView.filterStart(request, behindBase);
        filterDepth = FilterShape.write(request, start, filterShape, LOGGED_BYTES - "...".length());
        rootDse = scope == RequestView.SCOPE_BASE && name.isEmpty();
        controls.read(request);
        readsServerState = controls.isDirSync() || ServerState.isReadBy(request, start, filterShape, rootDse);
    }

    private void readBind(LdapFrame request) throws LdapProtocolException {
        RequestView.name(request, name, LOGGED_BYTES);
        authenticationStart = RequestView.authenticationStart(request);
        authentication = RequestView.authentication(request, authenticationStart);
        mechanism =
                authentication == Authentication.SASL ? RequestView.saslMechanism(request, authenticationStart) : "";
        passwordEmpty =
                authentication == Authentication.SIMPLE && RequestView.isPasswordEmpty(request, authenticationStart);
    }

    /**
     * The request's bytes. This object keeps the ownership.
     *
     * @throws IllegalStateException after they were released
     */
    public LdapFrame frame() {
        if (frame == null) {
            throw new IllegalStateException("operation " + messageId + " has ended");
        }
        return frame;
    }

    boolean isReleased() {
        return frame == null;
    }

    void release() {
        LdapFrame released = frame();
        frame = null;
        released.release();
    }

    public LdapOp op() {
        return op;
    }

    public int messageId() {
        return messageId;
    }

    /** In bytes. */
    public int length() {
        return length;
    }

    /** See {@link io.dirgate.proxy.observe.OperationFacts#name}. */
    public Utf8Text name() {
        return name;
    }

    // Bind requests.

    public Authentication authentication() {
        return authentication;
    }

    /** Index of the authentication in the frame's buffer. */
    public int authenticationStart() {
        return authenticationStart;
    }

    /** The mechanism of a SASL bind; empty for any other bind. */
    public String mechanism() {
        return mechanism;
    }

    /** True for a simple bind without a password. */
    public boolean isPasswordEmpty() {
        return op == LdapOp.BIND && passwordEmpty;
    }

    public boolean isSimpleBind() {
        return op == LdapOp.BIND && authentication == Authentication.SIMPLE;
    }

    /**
     * True if the request may change its connection in a way that outlasts another bind: by a SASL context, or by an
     * extended operation that the gateway does not know, such as Active Directory's fast bind (MS-ADTS section
     * 5.1.1.5).
     */
    public boolean outlivesBind() {
        return op == LdapOp.EXTENDED || (op == LdapOp.BIND && authentication != Authentication.SIMPLE);
    }

    // Extended requests.

    public boolean isStartTls() {
        return startTls;
    }

    // Searches. After any other request, {@code controls} still contains the values of the last search.

    private boolean isSearch() {
        return op == LdapOp.SEARCH;
    }

    /** The scope of a search; -1 for any other request. */
    public int scope() {
        return scope;
    }

    public Utf8Text filterShape() {
        return filterShape;
    }

    /** Number of nested levels of and, or, not in the filter, or {@link FilterShape#UNKNOWN_KIND}. */
    public int filterDepth() {
        return filterDepth;
    }

    /** True for a search with the paged-results control (RFC 2696). */
    public boolean isPaged() {
        return isSearch() && controls.isPaged();
    }

    /**
     * The paged-results cookie. Null without the control, empty for the first page. Valid until the frame is released.
     */
    public @Nullable ByteBuf pagingCookie() {
        return isPaged() ? controls.pagingCookie(frame()) : null;
    }

    /** True for a search of the rootDSE (RFC 4512 section 5.1). */
    public boolean isRootDse() {
        return rootDse;
    }

    /** True for a search that reads or uses the state of one directory server, such as update sequence numbers. */
    public boolean readsServerState() {
        return readsServerState;
    }

    /** True for a search that ends only when the client abandons it, such as a change notification. */
    public boolean isOpenEnded() {
        return isSearch() && controls.isOpenEnded();
    }

    /** True if sending the request twice has no side effect. */
    boolean isRepeatable() {
        return (isSearch() && !controls.isContinued()) || op == LdapOp.COMPARE;
    }
}

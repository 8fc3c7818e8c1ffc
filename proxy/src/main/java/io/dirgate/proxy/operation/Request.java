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
 * What a request asks: all that anybody needs to know of it, read once, in place, when it arrives. It owns the request's frame until
 * {@link #release}; what the access log says of it can be read until the same object reads another request. Belongs to one event loop.
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
     * Takes the frame over, unless it fails.
     *
     * @throws LdapProtocolException if the request's fields are not what they must be
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
     * The request's bytes, which stay this object's.
     *
     * @throws IllegalStateException once they are released
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

    /** As {@link io.dirgate.proxy.observe.OperationFacts#name}. */
    public Utf8Text name() {
        return name;
    }

    // A bind.

    public Authentication authentication() {
        return authentication;
    }

    /** Index of the authentication in the frame's buffer. */
    public int authenticationStart() {
        return authenticationStart;
    }

    /** The SASL mechanism of a SASL bind; empty for any other bind. */
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
     * True if what it leaves on its connection may outlast another bind there: a SASL context, or what an extended operation
     * that the gateway does not know has switched on (AD's fast bind, MS-ADTS section 5.1.1.5, is one).
     */
    public boolean outlivesBind() {
        return op == LdapOp.EXTENDED || (op == LdapOp.BIND && authentication != Authentication.SIMPLE);
    }

    // An extended operation.

    public boolean isStartTls() {
        return startTls;
    }

    // A search. Of the controls, another request has what the last search left.

    private boolean isSearch() {
        return op == LdapOp.SEARCH;
    }

    /** -1 for anything but a search. */
    public int scope() {
        return scope;
    }

    public Utf8Text filterShape() {
        return filterShape;
    }

    /** How many levels of and, or, not the filter nests in each other, or {@link FilterShape#UNKNOWN_KIND}. */
    public int filterDepth() {
        return filterDepth;
    }

    /** True for a search with the paged-results control (RFC 2696). */
    public boolean isPaged() {
        return isSearch() && controls.isPaged();
    }

    /** The paged-results cookie, until the frame is released: null without the control, empty for a first page. */
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

    /** True for a search that ends only when it is abandoned, such as a change notification. */
    public boolean isOpenEnded() {
        return isSearch() && controls.isOpenEnded();
    }

    /** True if no server can tell whether the request came once or twice. */
    boolean isRepeatable() {
        return (isSearch() && !controls.isContinued()) || op == LdapOp.COMPARE;
    }
}

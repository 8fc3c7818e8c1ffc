package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The controls of a request (RFC 4511 section 4.1.11) that the gateway knows. Finds them in place, in one pass. The
 * same object is reused for each request. Belongs to one event loop.
 */
public final class RequestControls {
    /** Change notification, MS-ADTS section 3.1.1.3.4.1.9. Such a search ends only when the client abandons it. */
    private static final String NOTIFICATION = "1.2.840.113556.1.4.528";

    /** Persistent search, draft-ietf-ldapext-psearch. */
    private static final String PERSISTENT_SEARCH = "2.16.840.1.113730.3.4.3";

    /** Content synchronisation, RFC 4533. */
    private static final String SYNC_REQUEST = "1.3.6.1.4.1.4203.1.9.1.1";

    /** DirSync, MS-ADTS section 3.1.1.3.4.1.3. */
    private static final String DIR_SYNC = "1.2.840.113556.1.4.841";

    private boolean openEnded;
    private boolean dirSync;
    private boolean paged;
    private int cookieStart;
    private int cookieLength;

    /** @throws LdapProtocolException if the controls cannot be read */
    public void read(LdapFrame frame) throws LdapProtocolException {
        openEnded = false;
        dirSync = false;
        paged = false;
        if (frame.opEnd() < frame.end()) {
            readAll(frame.buffer(), frame.opEnd(), frame.end());
        }
    }

    private void readAll(ByteBuf in, int start, int end) throws LdapProtocolException {
        long list = Ber.element(in, start, end, Ber.CONTROLS, "controls");
        for (int at = Ber.content(list); at < Ber.end(list); ) {
            long control = Ber.element(in, at, Ber.end(list), Ber.SEQUENCE, "control");
            readOne(in, control);
            at = Ber.end(control);
        }
    }

    private void readOne(ByteBuf in, long control) throws LdapProtocolException {
        long type = Ber.element(in, Ber.content(control), Ber.end(control), Ber.OCTET_STRING, "control type");
        if (!paged && RequestView.is(in, type, Controls.PAGED_RESULTS)) {
            long cookie = Controls.pagingCookie(in, Controls.value(in, type, control));
            paged = true;
            cookieStart = Ber.content(cookie);
            cookieLength = Ber.length(cookie);
        } else if (RequestView.is(in, type, DIR_SYNC)) {
            dirSync = true;
        } else {
            openEnded |= RequestView.is(in, type, NOTIFICATION)
                    || RequestView.is(in, type, PERSISTENT_SEARCH)
                    || RequestView.is(in, type, SYNC_REQUEST);
        }
    }

    /** True if the server may legitimately not answer the search for hours. */
    public boolean isOpenEnded() {
        return openEnded;
    }

    /** True for a search that requests the changes since an earlier one. */
    public boolean isDirSync() {
        return dirSync;
    }

    /** True for a search with the paged-results control (RFC 2696). */
    public boolean isPaged() {
        return paged;
    }

    /** True if the search requests a page other than the first. */
    public boolean isContinued() {
        return paged && cookieLength > 0;
    }

    /**
     * The paged-results cookie. Null without the control, empty for the first page. Valid while the frame is held.
     *
     * @param frame the frame that was read last
     */
    public @Nullable ByteBuf pagingCookie(LdapFrame frame) {
        return paged ? frame.buffer().slice(cookieStart, cookieLength) : null;
    }
}

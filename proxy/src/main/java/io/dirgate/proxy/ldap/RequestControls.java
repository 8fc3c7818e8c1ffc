package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The controls of a request (RFC 4511 section 4.1.11) that the gateway knows, found in one pass and in place. One object reads request
 * after request; it belongs to one event loop.
 */
public final class RequestControls {
    /** Change notification, MS-ADTS section 3.1.1.3.4.1.9: its search ends only when it is abandoned. */
    private static final String NOTIFICATION = "1.2.840.113556.1.4.528";

    /** Persistent search, draft-ietf-ldapext-psearch. */
    private static final String PERSISTENT_SEARCH = "2.16.840.1.113730.3.4.3";

    /** Content synchronisation, RFC 4533. */
    private static final String SYNC_REQUEST = "1.3.6.1.4.1.4203.1.9.1.1";

    /** MS-ADTS section 3.1.1.3.4.1.3. */
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

    /** True if the search may rightly stay without an answer for hours. */
    public boolean isOpenEnded() {
        return openEnded;
    }

    /** True for a search that asks for what has changed since the last one. */
    public boolean isDirSync() {
        return dirSync;
    }

    /** True for a search with the paged-results control (RFC 2696). */
    public boolean isPaged() {
        return paged;
    }

    /** True if the search asks for another page than the first. */
    public boolean isContinued() {
        return paged && cookieLength > 0;
    }

    /**
     * The paged-results cookie, for as long as the frame is held: null without the control, empty for a first page.
     *
     * @param frame the one that was read last
     */
    public @Nullable ByteBuf pagingCookie(LdapFrame frame) {
        return paged ? frame.buffer().slice(cookieStart, cookieLength) : null;
    }
}

package io.dirgate.proxy.dialect;

import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Refusal;
import io.dirgate.proxy.operation.Request;
import io.dirgate.proxy.operation.RequestCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The paging cookies that the session's current server connection has issued and that the client has not used yet. A
 * cookie is valid on its own connection only: Samba's cookies are small counters, and on another connection the same
 * value can identify another search. Each search occupies one place here, however many pages it has.
 */
public final class PagingCookies implements RequestCheck {
    /** Directories keep only a few cookies (Samba keeps ten), so dropping the oldest loses nothing. */
    private static final int MAX = 64;

    private static final Refusal UNKNOWN = new Refusal(
            ResultCode.UNWILLING_TO_PERFORM,
            "the session's directory server does not know this paging cookie, or no longer: start the search again");

    private final Deque<ByteBuf> issued = new ArrayDeque<>(2);

    @Override
    public @Nullable Refusal check(Request search) {
        ByteBuf cookie = search.pagingCookie();
        return cookie == null || !cookie.isReadable() || isKnown(cookie) ? null : UNKNOWN;
    }

    boolean isKnown(ByteBuf cookie) {
        return issued.contains(cookie);
    }

    /** Records a cookie. Samba uses the same cookie for all pages of a search. */
    public void issued(ByteBuf cookie) {
        if (cookie.isReadable()) {
            issued.remove(cookie);
            if (issued.size() == MAX) {
                issued.removeFirst();
            }
            issued.addLast(Unpooled.copiedBuffer(cookie));
        }
    }

    /**
     * Forgets a cookie after the server has delivered its page. If the server refused the page, the client may request
     * it again.
     */
    public void used(ByteBuf cookie) {
        issued.remove(cookie);
    }

    /** Call this when the connection is lost or a bind has reset it. */
    public void clear() {
        issued.clear();
    }
}

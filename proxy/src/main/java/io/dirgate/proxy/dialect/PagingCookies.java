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
 * The paged-result cookies that a session's present server connection has handed out and that have not been used yet. A cookie is
 * that connection's alone: Samba's are small counters, and on another connection one can name another search. Each search keeps one
 * place here, however many pages it has.
 */
public final class PagingCookies implements RequestCheck {
    /** Directories keep few (Samba ten); who opens more has lost the oldest there too. */
    private static final int MAX = 64;

    private static final Refusal UNKNOWN = new Refusal(
            ResultCode.UNWILLING_TO_PERFORM,
            "this paging cookie is not, or no longer, one of this session's directory server: start the search again");

    private final Deque<ByteBuf> issued = new ArrayDeque<>(2);

    @Override
    public @Nullable Refusal check(Request search) {
        ByteBuf cookie = search.pagingCookie();
        return cookie == null || !cookie.isReadable() || isKnown(cookie) ? null : UNKNOWN;
    }

    boolean isKnown(ByteBuf cookie) {
        return issued.contains(cookie);
    }

    /** Samba gives every page of a search the same cookie. */
    public void issued(ByteBuf cookie) {
        if (cookie.isReadable()) {
            issued.remove(cookie);
            if (issued.size() == MAX) {
                issued.removeFirst();
            }
            issued.addLast(Unpooled.copiedBuffer(cookie));
        }
    }

    /** The server has answered with the page that the cookie asked for. A page that it refused may be asked for again. */
    public void used(ByteBuf cookie) {
        issued.remove(cookie);
    }

    /** The connection is gone, or a bind has reset it. */
    public void clear() {
        issued.clear();
    }
}

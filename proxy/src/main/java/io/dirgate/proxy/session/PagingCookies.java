package io.dirgate.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The paged-result cookies that a session's present server connection has handed out. A cookie is that connection's alone:
 * Samba's are small counters, and on another connection one can name another search.
 */
final class PagingCookies {
    /** Directories keep few (Samba ten); who opens more has lost the oldest there too. */
    private static final int MAX = 64;

    private final Deque<ByteBuf> issued = new ArrayDeque<>(2);

    void issued(ByteBuf cookie) {
        if (cookie.isReadable()) {
            if (issued.size() == MAX) {
                issued.removeFirst();
            }
            issued.addLast(Unpooled.copiedBuffer(cookie));
        }
    }

    boolean isKnown(ByteBuf cookie) {
        return issued.contains(cookie);
    }

    /** The connection is gone, or a bind has reset it. */
    void clear() {
        issued.clear();
    }
}

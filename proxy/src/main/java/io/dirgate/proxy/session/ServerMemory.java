package io.dirgate.proxy.session;

import io.dirgate.proxy.dialect.PagingCookies;
import io.dirgate.proxy.dialect.ServerTie;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.InFlight;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.operation.Refusal;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What the present connection to a directory server knows of the session, and another connection would not. */
final class ServerMemory {
    private final PagingCookies cookies = new PagingCookies();
    private final ServerTie tie = new ServerTie();
    private final InFlight inFlight;

    ServerMemory(InFlight inFlight) {
        this.inFlight = inFlight;
    }

    /** @return why a search cannot go on at this connection; null if it can */
    @Nullable
    Refusal refusal(Operation search) {
        return search.request().isPaged() ? cookies.check(search.request()) : null;
    }

    void onSearch(Operation search) {
        tie.onSearch(search);
    }

    /** @param next the cookie of the next page; null for a result without one */
    void onPage(Operation search, int code, @Nullable ByteBuf next) {
        ByteBuf used = code == ResultCode.SUCCESS ? search.request().pagingCookie() : null;
        if (used != null) {
            cookies.used(used);
        }
        if (next != null) {
            cookies.issued(next);
        }
    }

    /** The connection is gone, or a bind has reset it. */
    void forget() {
        cookies.clear();
        inFlight.forgetAbandoned();
    }

    /** True if the client has asked for what only one server can tell. */
    boolean hasServerState() {
        return tie.hasReadState();
    }

    /** Why the session must not go on with another server; null if it may. */
    @Nullable
    String tied() {
        return tie.reason(inFlight);
    }
}

package io.dirgate.proxy.session;

import io.dirgate.proxy.dialect.PagingCookies;
import io.dirgate.proxy.dialect.ServerTie;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.InFlight;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.operation.Refusal;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** State of the session that exists only on its current server connection. */
final class ServerMemory {
    private final PagingCookies cookies = new PagingCookies();
    private final ServerTie tie = new ServerTie();
    private final InFlight inFlight;

    ServerMemory(InFlight inFlight) {
        this.inFlight = inFlight;
    }

    /** @return the reason why a search cannot be sent on this connection; null if it can */
    @Nullable
    Refusal refusal(Operation search) {
        return search.request().isPaged() ? cookies.check(search.request()) : null;
    }

    void onSearch(Operation search) {
        tie.onSearch(search);
    }

    /** @param next the cookie of the next page; null if the result has none */
    void onPage(Operation search, int code, @Nullable ByteBuf next) {
        ByteBuf used = code == ResultCode.SUCCESS ? search.request().pagingCookie() : null;
        if (used != null) {
            cookies.used(used);
        }
        if (next != null) {
            cookies.issued(next);
        }
    }

    /** Call this when the connection is lost or a bind has reset it. */
    void forget() {
        cookies.clear();
        inFlight.forgetAbandoned();
    }

    /** True if the client has requested values that are valid on one server only. */
    boolean hasServerState() {
        return tie.hasReadState();
    }

    /** The reason why the session must not move to another server; null if it may. */
    @Nullable
    String tied() {
        return tie.reason(inFlight);
    }
}

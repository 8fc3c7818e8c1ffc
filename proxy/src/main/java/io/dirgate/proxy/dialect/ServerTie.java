package io.dirgate.proxy.dialect;

import io.dirgate.proxy.operation.InFlight;
import io.dirgate.proxy.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What ties a session to its directory server. A client that has read a server's own counters would silently miss changes on another
 * server, as would one that waits for change notifications: such a session is not moved but ends with its server, and the client begins
 * anew, as it would without a gateway.
 */
public final class ServerTie {
    private boolean hasReadState;

    /** A search is about to be forwarded. */
    public void onSearch(Operation search) {
        hasReadState |= search.request().readsServerState();
    }

    /** True if a search for a server's own state was forwarded, or is about to be. */
    public boolean hasReadState() {
        return hasReadState;
    }

    /** Why the session must not go on with another server; null if it may. */
    @Nullable
    public String reason(InFlight inFlight) {
        if (hasReadState) {
            return "the client has read update sequence numbers or another state of this one server, which mean nothing on another";
        }
        return inFlight.hasOpenEnded()
                ? "the client waits for changes at this one server, and could miss some between two"
                : null;
    }
}

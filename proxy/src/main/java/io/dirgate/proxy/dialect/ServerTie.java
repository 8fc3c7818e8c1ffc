package io.dirgate.proxy.dialect;

import io.dirgate.proxy.operation.InFlight;
import io.dirgate.proxy.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Tracks whether a session depends on its current directory server. A client that has read a server's own counters, or
 * waits for change notifications, would silently miss changes on another server. Such a session is not moved: it ends
 * with its server, and the client reconnects, as it would without a gateway.
 */
public final class ServerTie {
    private boolean hasReadState;

    /** Call this before a search is forwarded. */
    public void onSearch(Operation search) {
        hasReadState |= search.request().readsServerState();
    }

    /** True if a search for a server's own state was forwarded or is about to be. */
    public boolean hasReadState() {
        return hasReadState;
    }

    /** The reason why the session must not move to another server; null if it may. */
    @Nullable
    public String reason(InFlight inFlight) {
        if (hasReadState) {
            return "the client has read update sequence numbers or other values that are valid on this server only";
        }
        return inFlight.hasOpenEnded()
                ? "the client waits for change notifications of this server, and would miss changes on another"
                : null;
    }
}

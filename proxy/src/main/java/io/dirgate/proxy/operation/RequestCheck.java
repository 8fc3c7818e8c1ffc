package io.dirgate.proxy.operation;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may be forwarded to a directory server. Called on the session's event loop before any byte
 * of the request is written. Must not block. A check that several sessions share must not hold the state of a session.
 */
@FunctionalInterface
public interface RequestCheck {
    /** @return the reason for refusing the request; null if this check accepts it */
    @Nullable
    Refusal check(Request request);
}

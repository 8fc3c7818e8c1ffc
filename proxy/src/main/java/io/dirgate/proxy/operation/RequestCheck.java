package io.dirgate.proxy.operation;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may go on to a directory server. Called on the session's event loop, before anything of the request is
 * written; must not block. A check that sessions share keeps no state of a session.
 */
@FunctionalInterface
public interface RequestCheck {
    /** @return why the request goes no further; null if this check has nothing against it */
    @Nullable
    Refusal check(Request request);
}

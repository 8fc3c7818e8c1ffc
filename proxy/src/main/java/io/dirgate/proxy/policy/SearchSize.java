package io.dirgate.proxy.policy;

import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Refusal;
import io.dirgate.proxy.operation.Request;
import io.dirgate.proxy.operation.RequestCheck;
import org.jspecify.annotations.Nullable;

/**
 * Enforces {@code limits.searchSize}. Directory servers close the connection for a larger search and lose all
 * operations in flight on it.
 *
 * @param limit maximum size of the whole request in bytes
 */
public record SearchSize(int limit) implements RequestCheck {
    @Override
    public @Nullable Refusal check(Request search) {
        return search.length() <= limit
                ? null
                : new Refusal(
                        ResultCode.UNWILLING_TO_PERFORM,
                        "a search of " + search.length() + " bytes exceeds limits.searchSize of " + limit
                                + "; directory servers close the connection for it");
    }
}

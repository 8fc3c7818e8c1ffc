package io.dirgate.proxy.policy;

import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Refusal;
import io.dirgate.proxy.operation.Request;
import io.dirgate.proxy.operation.RequestCheck;
import org.jspecify.annotations.Nullable;

/**
 * {@code limits.searchSize}: directory servers end the connection for a larger search, with all that is in flight on it.
 *
 * @param limit of the whole request, in bytes
 */
public record SearchSize(int limit) implements RequestCheck {
    @Override
    public @Nullable Refusal check(Request search) {
        return search.length() <= limit
                ? null
                : new Refusal(
                        ResultCode.UNWILLING_TO_PERFORM,
                        "a search of " + search.length() + " bytes is over limits.searchSize of " + limit
                                + "; directory servers end the connection for one");
    }
}

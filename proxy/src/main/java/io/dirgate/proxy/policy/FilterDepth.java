package io.dirgate.proxy.policy;

import io.dirgate.proxy.ldap.FilterShape;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Refusal;
import io.dirgate.proxy.operation.Request;
import io.dirgate.proxy.operation.RequestCheck;
import org.jspecify.annotations.Nullable;

/**
 * Enforces {@code limits.filterDepth} and refuses filter kinds that RFC 4511 section 4.5.1.7 does not define. In both
 * cases a directory server would close the connection and lose all operations in flight on it.
 *
 * @param limit maximum number of nested levels of and, or, not
 */
public record FilterDepth(int limit) implements RequestCheck {
    private static final Refusal UNKNOWN_KIND = new Refusal(
            ResultCode.PROTOCOL_ERROR, "the filter contains a kind that RFC 4511 section 4.5.1.7 does not define");

    @Override
    public @Nullable Refusal check(Request search) {
        if (search.filterDepth() == FilterShape.UNKNOWN_KIND) {
            return UNKNOWN_KIND;
        }
        return search.filterDepth() <= limit
                ? null
                : new Refusal(
                        ResultCode.UNWILLING_TO_PERFORM,
                        "the filter is nested deeper than limits.filterDepth of " + limit + " levels");
    }
}

package io.dirgate.proxy.policy;

import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Refusal;
import io.dirgate.proxy.operation.Request;
import io.dirgate.proxy.operation.RequestCheck;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a simple bind with a name and an empty password (RFC 4513 section 5.1.2). A directory server answers such a
 * bind with success, and an application may mistake that for a login.
 */
public final class UnauthenticatedBind implements RequestCheck {
    private static final Refusal REFUSAL = new Refusal(
            ResultCode.UNWILLING_TO_PERFORM,
            "a bind with a name and an empty password proves nothing (RFC 4513 section 5.1.2)");

    @Override
    public @Nullable Refusal check(Request bind) {
        return bind.isPasswordEmpty() && !bind.name().isEmpty() ? REFUSAL : null;
    }
}

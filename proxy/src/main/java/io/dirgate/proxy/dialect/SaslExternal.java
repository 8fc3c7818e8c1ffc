package io.dirgate.proxy.dialect;

import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Refusal;
import io.dirgate.proxy.operation.Request;
import io.dirgate.proxy.operation.RequestCheck;
import org.jspecify.annotations.Nullable;

/**
 * Refuses SASL EXTERNAL (RFC 4422 appendix A), because the directory server sees the gateway's connection, not the
 * client's.
 */
public final class SaslExternal implements RequestCheck {
    static final String MECHANISM = "EXTERNAL";

    private static final Refusal REFUSAL = new Refusal(
            ResultCode.AUTH_METHOD_NOT_SUPPORTED,
            "EXTERNAL would authenticate the gateway, not you: the directory server sees the gateway's connection");

    @Override
    public @Nullable Refusal check(Request bind) {
        return bind.mechanism().equalsIgnoreCase(MECHANISM) ? REFUSAL : null;
    }
}

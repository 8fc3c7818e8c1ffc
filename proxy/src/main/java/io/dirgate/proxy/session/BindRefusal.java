package io.dirgate.proxy.session;

import io.dirgate.proxy.ldap.ResultCode;
import org.jspecify.annotations.Nullable;

/** The refusals of a bind that no user can mend: they mean that the path between client and directory is set up wrongly. */
final class BindRefusal {
    /** SEC_E_BAD_BINDINGS, in the text of a result 49. */
    private static final String BAD_CHANNEL_BINDING = "80090346";

    private BindRefusal() {}

    /** What is wrong and what to do; null for a refusal that speaks for itself. */
    static @Nullable String explain(int code, String diagnostic) {
        if (code == ResultCode.STRONGER_AUTH_REQUIRED) {
            return "the directory server takes no simple bind in clear: set directory.transport to ldaps or startTls";
        }
        if (diagnostic.contains(BAD_CHANNEL_BINDING)) {
            return "the client bound its SASL login to its TLS channel, which ends at the gateway:"
                    + " switch channel binding off in the client, or let it use a simple bind";
        }
        return null;
    }
}

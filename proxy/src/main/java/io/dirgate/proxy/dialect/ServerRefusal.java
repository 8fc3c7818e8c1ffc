package io.dirgate.proxy.dialect;

import io.dirgate.proxy.ldap.ResultCode;
import org.jspecify.annotations.Nullable;

/** The refusals that no user can mend: they mean that the path between client and directory is set up wrongly. */
public final class ServerRefusal {
    /** For a directory server that is spoken to in clear and does not want to be. */
    public static final String ENCRYPT = "set directory.transport to ldaps or startTls";

    /** SEC_E_BAD_BINDINGS, in the text of a result 49. */
    private static final String BAD_CHANNEL_BINDING = "80090346";

    /** ERROR_PASSWORD_RESTRICTION, in Active Directory's text of a result 53: the new password is against the domain's policy. */
    private static final String PASSWORD_POLICY = "0000052D";

    private ServerRefusal() {}

    /** What is wrong with a refused bind and what to do; null for a refusal that speaks for itself. */
    public static @Nullable String ofBind(int code, String diagnostic) {
        if (code == ResultCode.STRONGER_AUTH_REQUIRED) {
            return "the directory server takes no simple bind in clear: " + ENCRYPT;
        }
        if (diagnostic.contains(BAD_CHANNEL_BINDING)) {
            return "the client bound its SASL login to its TLS channel, which ends at the gateway:"
                    + " switch channel binding off in the client, or let it use a simple bind";
        }
        return null;
    }

    /** As {@link #ofBind}, for a change of a password that was sent to the server in clear. */
    public static @Nullable String ofPasswordChange(int code, String diagnostic) {
        boolean wantsEncryption = code == ResultCode.CONFIDENTIALITY_REQUIRED
                || (code == ResultCode.UNWILLING_TO_PERFORM && !diagnostic.contains(PASSWORD_POLICY));
        return wantsEncryption ? "the directory server changes no password in clear: " + ENCRYPT : null;
    }
}

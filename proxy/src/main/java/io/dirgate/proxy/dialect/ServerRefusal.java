package io.dirgate.proxy.dialect;

import io.dirgate.proxy.ldap.ResultCode;
import org.jspecify.annotations.Nullable;

/** Recognises refusals that users cannot fix, because the path between client and directory is misconfigured. */
public final class ServerRefusal {
    /** Remedy if the directory server refuses a connection in clear. */
    public static final String ENCRYPT = "set directory.transport to ldaps or startTls";

    /** SEC_E_BAD_BINDINGS, in the text of a result 49. */
    private static final String BAD_CHANNEL_BINDING = "80090346";

    /**
     * ERROR_PASSWORD_RESTRICTION, in Active Directory's text of a result 53: the new password violates the domain's
     * policy.
     */
    private static final String PASSWORD_POLICY = "0000052D";

    private ServerRefusal() {}

    /** The cause of a refused bind and its remedy; null if the refusal needs no explanation. */
    public static @Nullable String ofBind(int code, String diagnostic) {
        if (code == ResultCode.STRONGER_AUTH_REQUIRED) {
            return "the directory server refuses a simple bind in clear: " + ENCRYPT;
        }
        if (diagnostic.contains(BAD_CHANNEL_BINDING)) {
            return "the client bound its SASL login to its TLS channel, which ends at the gateway:"
                    + " switch channel binding off in the client, or let it use a simple bind";
        }
        return null;
    }

    /** Same as {@link #ofBind}, for a password change that was sent to the server in clear. */
    public static @Nullable String ofPasswordChange(int code, String diagnostic) {
        boolean wantsEncryption = code == ResultCode.CONFIDENTIALITY_REQUIRED
                || (code == ResultCode.UNWILLING_TO_PERFORM && !diagnostic.contains(PASSWORD_POLICY));
        return wantsEncryption ? "the directory server refuses a password change in clear: " + ENCRYPT : null;
    }
}

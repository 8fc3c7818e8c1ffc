package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResponseView;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Creates the loss for a connection that the directory server ends by a notice or by invalid data. */
final class AnnouncedLoss {
    private AnnouncedLoss() {}

    /**
     * The loss that an unsolicited notification announces (RFC 4511 section 4.4); null unless it is a Notice of
     * Disconnection.
     */
    static @Nullable Loss of(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        if (!ResponseView.isNoticeOfDisconnection(envelope, in)) {
            return null;
        }
        return new Loss(
                Loss.Kind.NOTICE,
                "the directory server closed with result " + ResponseView.resultCode(envelope, in) + " "
                        + ResponseView.diagnostic(envelope, in));
    }

    static Loss malformed(LdapProtocolException reason) {
        return new Loss(Loss.Kind.MALFORMED, "the directory server sent invalid LDAP: " + reason.getMessage());
    }
}

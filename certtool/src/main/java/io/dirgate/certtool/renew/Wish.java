package io.dirgate.certtool.renew;

import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.Validity;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * The properties of the next certificate.
 *
 * @param model the certificate that it follows and resembles where nothing else is said, null if there is none
 * @param validity also says how long certificates last here
 * @param shortAllowed whether it may be cut to a few days
 */
record Wish(
        @Nullable X509Certificate model,
        Subject subject,
        KeyKind kind,
        Profile profile,
        Validity validity,
        boolean shortAllowed) {
    Order order(PublicKey key) {
        return model == null
                ? Order.leaf(subject, key, profile, validity)
                : Order.successor(model, subject, key, profile, validity);
    }
}

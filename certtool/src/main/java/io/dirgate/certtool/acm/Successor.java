package io.dirgate.certtool.acm;

import io.dirgate.certtool.ca.CertificateAuthority;
import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Signing;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A new certificate by a local CA for the names of the one that it follows. */
final class Successor {
    private final Subject subject;
    private final KeyPair key;
    private final Validity validity;

    private Successor(Subject subject, KeyPair key, Validity validity) {
        this.subject = subject;
        this.key = key;
        this.validity = validity;
    }

    /**
     * Prepares it: the same names, a new key.
     *
     * @param kind null for the same kind of key, without which ACM does not keep the ARN
     */
    static Successor of(X509Certificate present, @Nullable KeyKind kind, Validity validity) {
        Subject subject = Subject.of(CertificateFacts.names(present), null);
        KeyKind wanted = kind == null ? sameKind(present.getPublicKey()) : kind;
        return new Successor(subject, wanted.generate(), validity);
    }

    private static KeyKind sameKind(PublicKey key) {
        try {
            return KeyKind.parse(KeyKind.describe(key));
        } catch (Failure e) {
            throw new Failure(
                    "the present certificate has an " + KeyKind.describe(key)
                            + " key, which certtool does not make; choose by --type, with --new-arn since ACM then gives a new ARN",
                    e);
        }
    }

    /** The same certificate but for its signature, to try the rules on before the CA has spent a serial number. */
    X509Certificate preview() {
        Subject anyName = new Subject(Subject.ofCa("preview", null).name(), subject.names());
        return Signing.selfSigned(Order.leaf(anyName, key.getPublic(), Profile.SERVER, validity), key);
    }

    /** Has it issued. */
    Leaf issue(CertificateAuthority authority, PrivateKey authorityKey, boolean shortAllowed) throws IOException {
        Order order = Order.leaf(subject, key.getPublic(), Profile.SERVER, validity);
        List<X509Certificate> chain = new ArrayList<>(List.of(authority.issue(order, authorityKey, shortAllowed)));
        chain.addAll(authority.chain());
        return new Leaf(key, chain, authority.trusted());
    }

    KeyPair key() {
        return key;
    }

    List<String> names() {
        return subject.names().all();
    }
}

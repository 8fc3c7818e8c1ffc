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

/** A new certificate from a local CA, with the properties of the one that it replaces. */
final class Successor {
    private final X509Certificate present;
    private final Subject subject;
    private final KeyPair key;
    private final Validity validity;

    private Successor(X509Certificate present, Subject subject, KeyPair key, Validity validity) {
        this.present = present;
        this.subject = subject;
        this.key = key;
        this.validity = validity;
    }

    /**
     * Prepares it: the same subject, names, profile and extensions, a new key.
     *
     * @param kind null for the same kind of key, without which ACM does not keep the ARN
     */
    static Successor of(X509Certificate present, @Nullable KeyKind kind, Validity validity) {
        Subject same = Subject.of(present);
        Subject subject =
                same.names().isEmpty() ? same.with(CertificateFacts.names(present), null, Profile.of(present)) : same;
        KeyKind wanted = kind == null ? sameKind(present.getPublicKey()) : kind;
        return new Successor(present, subject, wanted.generate(), validity);
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
        boolean nameless = subject.name().getRDNs().length == 0;
        Subject named = nameless ? new Subject(Subject.ofCa("preview", null).name(), subject.names()) : subject;
        return Signing.selfSigned(order(named), key);
    }

    /** Has it issued. */
    Leaf issue(CertificateAuthority authority, PrivateKey authorityKey, boolean shortAllowed) throws IOException {
        List<X509Certificate> chain =
                new ArrayList<>(List.of(authority.issue(order(subject), authorityKey, shortAllowed)));
        chain.addAll(authority.chain());
        return new Leaf(key, chain, authority.trusted());
    }

    private Order order(Subject of) {
        return Order.successor(present, of, key.getPublic(), profile(), validity);
    }

    Profile profile() {
        return Profile.of(present);
    }

    KeyPair key() {
        return key;
    }

    List<String> names() {
        return subject.names().all();
    }
}

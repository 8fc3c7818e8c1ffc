package io.dirgate.certtool.pki;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/**
 * The content of a new certificate.
 *
 * @param pathLength for a CA: how many CAs may follow below it
 * @param more extensions that the profile does not make, such as Microsoft's
 * @param without extensions that the profile makes and this certificate is not to have
 */
public record Order(
        Subject subject,
        PublicKey key,
        Profile profile,
        Validity validity,
        BigInteger serial,
        int pathLength,
        List<Extension> more,
        Set<ASN1ObjectIdentifier> without) {
    public static Order leaf(Subject subject, PublicKey key, Profile profile, Validity validity) {
        return new Order(subject, key, profile, validity, Serials.next(), 0, List.of(), Set.of());
    }

    /** The order for a renewed certificate. Properties that are not given here stay the same. */
    public static Order successor(
            X509Certificate present, Subject subject, PublicKey key, Profile profile, Validity validity) {
        Order order = leaf(subject, key, profile, validity);
        return new Order(
                subject,
                key,
                profile,
                validity,
                order.serial,
                order.pathLength,
                KeptExtensions.of(present, order),
                KeptExtensions.missing(present));
    }

    public static Order ca(Subject subject, PublicKey key, Profile profile, Validity validity, int pathLength) {
        return new Order(subject, key, profile, validity, Serials.next(), pathLength, List.of(), Set.of());
    }

    public Order with(Validity other) {
        return new Order(subject, key, profile, other, serial, pathLength, more, without);
    }

    public Order with(BigInteger otherSerial) {
        return new Order(subject, key, profile, validity, otherSerial, pathLength, more, without);
    }

    public Order with(List<Extension> extensions) {
        return new Order(subject, key, profile, validity, serial, pathLength, extensions, without);
    }

    /** With one extension more. */
    public Order and(Extension extension) {
        List<Extension> all = new ArrayList<>(more);
        all.add(extension);
        return with(all);
    }

    /** The extension that was asked for in particular, or null. */
    @Nullable
    Extension asked(ASN1ObjectIdentifier kind) {
        return more.stream()
                .filter(extension -> extension.getExtnId().equals(kind))
                .findFirst()
                .orElse(null);
    }
}

package io.dirgate.certtool.pki;

import java.io.IOException;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;

/** What a DER structure is, told by its form: titles and file names say it too seldom and too often wrongly. */
public enum Kind {
    CERTIFICATE("a certificate"),
    REQUEST("a certificate request"),
    CRL("a CRL"),
    /** PKCS#8, PKCS#1 or SEC 1. */
    KEY("a private key"),
    ENCRYPTED_KEY("an encrypted private key"),
    PUBLIC_KEY("a public key"),
    /** Certificates and CRLs in a signed message without a signature, as CAs of Windows hand them out. */
    PKCS7("PKCS#7"),
    /** PKCS#12. */
    STORE("a key store"),
    /** Of a curve or of Diffie-Hellman: tools write them before a key. */
    PARAMETERS("parameters"),
    UNKNOWN("something else");

    private static final int PKCS1_INTEGERS = 9;

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    /** For a sentence: {@code a certificate}. */
    public String inWords() {
        return words;
    }

    /** For scripts: {@code encrypted-key}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@link #UNKNOWN} too if the bytes hold anything behind the structure. */
    static Kind of(byte[] der) {
        try {
            return of(ASN1Primitive.fromByteArray(der));
        } catch (IOException | IllegalArgumentException e) {
            return UNKNOWN;
        }
    }

    private static Kind of(ASN1Primitive object) {
        if (!(object instanceof ASN1Sequence all) || all.size() < 2) {
            return UNKNOWN;
        }
        ASN1Encodable first = all.getObjectAt(0);
        ASN1Encodable second = all.getObjectAt(1);
        if (first instanceof ASN1ObjectIdentifier oid) {
            return oid.equals(CMSObjectIdentifiers.signedData) ? PKCS7 : UNKNOWN;
        }
        if (first instanceof ASN1Integer version) {
            return ofVersioned(all, version, second);
        }
        if (first instanceof ASN1Sequence content) {
            if (all.size() == 2) {
                return second instanceof ASN1OctetString
                        ? ENCRYPTED_KEY
                        : second instanceof ASN1BitString ? PUBLIC_KEY : UNKNOWN;
            }
            return all.getObjectAt(2) instanceof ASN1BitString ? ofSigned(content) : UNKNOWN;
        }
        return UNKNOWN;
    }

    private static Kind ofVersioned(ASN1Sequence all, ASN1Integer version, ASN1Encodable second) {
        if (second instanceof ASN1OctetString) {
            return KEY;
        }
        if (second instanceof ASN1Integer) {
            return all.size() >= PKCS1_INTEGERS ? KEY : UNKNOWN;
        }
        if (second instanceof ASN1Sequence && all.size() > 2 && all.getObjectAt(2) instanceof ASN1OctetString) {
            return KEY;
        }
        return second instanceof ASN1Sequence && version.hasValue(3) ? STORE : UNKNOWN;
    }

    /** A version may stand first; then a certificate has its number, a CRL its algorithm, a request its subject. */
    private static Kind ofSigned(ASN1Sequence content) {
        if (content.size() < 3) {
            return UNKNOWN;
        }
        ASN1Encodable first = content.getObjectAt(0);
        if (first instanceof ASN1TaggedObject) {
            return CERTIFICATE;
        }
        if (!(first instanceof ASN1Integer)) {
            return CRL;
        }
        if (!isAlgorithm(content.getObjectAt(1))) {
            return REQUEST;
        }
        return content.size() > 3 && content.getObjectAt(3) instanceof ASN1Sequence ? CERTIFICATE : CRL;
    }

    private static boolean isAlgorithm(ASN1Encodable part) {
        return part instanceof ASN1Sequence sequence
                && sequence.size() > 0
                && sequence.getObjectAt(0) instanceof ASN1ObjectIdentifier;
    }
}

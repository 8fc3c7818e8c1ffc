package io.dirgate.certtool.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** The one spelling of names that the tool prints: RFC 4514, the common name first, whatever string type the certificate uses. */
public final class DistinguishedName {
    private static final String SPECIAL = ",+\"\\<>;";

    private DistinguishedName() {}

    /** Who a certificate is for: its subject, or its alternative names if the subject is empty. */
    public static String subject(X509Certificate certificate) {
        String text = text(certificate.getSubjectX500Principal());
        return text.isEmpty() ? String.join(", ", SubjectNames.of(certificate).all()) : text;
    }

    public static String issuer(X509Certificate certificate) {
        return text(certificate.getIssuerX500Principal());
    }

    public static String text(X500Principal name) {
        return text(X500Name.getInstance(name.getEncoded()));
    }

    public static String text(X500Name name) {
        RDN[] parts = name.getRDNs();
        return Stream.iterate(parts.length - 1, i -> i >= 0, i -> i - 1)
                .map(i -> Stream.of(parts[i].getTypesAndValues())
                        .map(DistinguishedName::text)
                        .collect(Collectors.joining("+")))
                .collect(Collectors.joining(","));
    }

    private static String text(AttributeTypeAndValue part) {
        return type(part.getType()) + "=" + escape(part.getValue());
    }

    private static String type(ASN1ObjectIdentifier type) {
        String name = BCStyle.INSTANCE.oidToDisplayName(type);
        return name == null ? type.getId() : name.equals("E") ? "emailAddress" : name;
    }

    private static String escape(ASN1Encodable value) {
        if (!(value instanceof ASN1String)) {
            try {
                return "#" + HexFormat.of().formatHex(value.toASN1Primitive().getEncoded());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        String plain = value(value);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            boolean edge = c == ' ' && (i == 0 || i == plain.length() - 1);
            if (c < ' ' || c == 127) {
                text.append(String.format(Locale.ROOT, "\\%02X", (int) c));
            } else if (edge || SPECIAL.indexOf(c) >= 0 || (c == '#' && i == 0)) {
                text.append('\\').append(c);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** The characters of a value, of whatever string type. */
    static String value(ASN1Encodable value) {
        if (value instanceof ASN1UniversalString universal) {
            return new String(universal.getOctets(), Charset.forName("UTF-32BE"));
        }
        String text = value instanceof ASN1String string ? string.getString() : value.toString();
        return isDoubleByte(value, text)
                ? new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_16BE)
                : text;
    }

    /** Some CAs put the bytes of a BMPString under another string type: every other character is then NUL. */
    private static boolean isDoubleByte(ASN1Encodable value, String text) {
        if (value instanceof ASN1BMPString || text.isEmpty() || text.length() % 2 != 0) {
            return false;
        }
        for (int i = 0; i < text.length(); i += 2) {
            if (text.charAt(i) != 0 || text.charAt(i + 1) == 0) {
                return false;
            }
        }
        return true;
    }
}

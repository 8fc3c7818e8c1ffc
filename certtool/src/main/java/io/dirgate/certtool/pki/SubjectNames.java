package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;
import org.jspecify.annotations.Nullable;

/**
 * Whom a certificate is for: host names, addresses, and for people and services user principal names. All in one normal form, so
 * that two sets can be compared.
 *
 * @param dns host names in lower case, A-labels
 * @param addresses IPv4 and IPv6 addresses as Java prints them
 * @param users names of the form {@code user@domain}, as mail address and as Microsoft's user principal name
 * @param uris such as {@code spiffe://example.com/ldap}
 */
public record SubjectNames(List<String> dns, List<String> addresses, List<String> users, List<String> uris) {
    public static final SubjectNames NONE = new SubjectNames(List.of(), List.of(), List.of(), List.of());

    /** Microsoft's user principal name, an otherName: MS-WCCE 2.2.2.7.7.1. */
    private static final ASN1ObjectIdentifier UPN = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");

    private static final int DNS_TYPE = 2;
    private static final int MAIL_TYPE = 1;
    private static final int ADDRESS_TYPE = 7;
    private static final int URI_TYPE = 6;

    private static final Pattern URI_FORM = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:(//)?[^\\s:][^\\s]*");

    /** Sorts texts into names, addresses and users; refuses what can stand in no certificate. Doubles are dropped. */
    public static SubjectNames of(Collection<String> texts) {
        Set<String> dns = new LinkedHashSet<>();
        Set<String> addresses = new LinkedHashSet<>();
        Set<String> users = new LinkedHashSet<>();
        Set<String> uris = new LinkedHashSet<>();
        for (String text : texts) {
            InetAddress address = Hostname.address(text);
            if (address != null) {
                addresses.add(address.getHostAddress());
            } else if (text.contains("://") && URI_FORM.matcher(text).matches()) {
                uris.add(text);
            } else if (text.indexOf('@') > 0) {
                users.add(user(text));
            } else {
                dns.add(Hostname.normal(text));
            }
        }
        return new SubjectNames(List.copyOf(dns), List.copyOf(addresses), List.copyOf(users), List.copyOf(uris));
    }

    /** The names in a certificate's SAN extension. */
    public static SubjectNames of(X509Certificate certificate) {
        List<String> dns = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        List<String> users = new ArrayList<>();
        List<String> uris = new ArrayList<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                String text = String.valueOf(name.get(1));
                switch ((Integer) name.get(0)) {
                    case DNS_TYPE -> dns.add(text.toLowerCase(Locale.ROOT));
                    case ADDRESS_TYPE -> addresses.add(normalAddress(text));
                    case MAIL_TYPE -> users.add(text);
                    case URI_TYPE -> uris.add(text);
                    default -> {}
                }
            }
        } catch (CertificateParsingException e) {
            throw new Failure("the certificate's alternative names are damaged: " + e.getMessage(), e);
        }
        return new SubjectNames(dns, addresses, users, uris);
    }

    /** The names in the SAN extension of a request; one of a kind that cannot be certified here is refused, never left out. */
    static SubjectNames of(@Nullable GeneralNames names) {
        Set<String> texts = new LinkedHashSet<>();
        for (GeneralName name : names == null ? new GeneralName[0] : names.getNames()) {
            texts.add(
                    switch (name.getTagNo()) {
                        case GeneralName.dNSName, GeneralName.rfc822Name ->
                            name.getName().toString();
                        case GeneralName.uniformResourceIdentifier ->
                            uri(name.getName().toString());
                        case GeneralName.iPAddress -> addressOf(name);
                        case GeneralName.otherName -> user(OtherName.getInstance(name.getName()));
                        default ->
                            throw new Failure("the request asks for the name " + name
                                    + ", of a kind that is not certified here; make a request with host names,"
                                    + " addresses, user names and URIs only");
                    });
        }
        return of(texts);
    }

    private static String uri(String text) {
        if (!text.contains("://")) {
            throw new Failure("the request asks for the URI " + text + "; only those with :// are certified here");
        }
        return text;
    }

    private static String user(OtherName name) {
        if (!name.getTypeID().equals(UPN)) {
            throw new Failure("the request asks for another name of the kind " + name.getTypeID()
                    + ", which is not certified here; make a request without it");
        }
        return DistinguishedName.value(name.getValue());
    }

    public boolean isEmpty() {
        return dns.isEmpty() && addresses.isEmpty() && users.isEmpty() && uris.isEmpty();
    }

    /** All of them as texts, host names first. */
    public List<String> all() {
        List<String> all = new ArrayList<>(dns);
        all.addAll(addresses);
        all.addAll(users);
        all.addAll(uris);
        return all;
    }

    /** Whether both name the same, in whatever order. */
    public boolean sameAs(SubjectNames other) {
        return new TreeSet<>(all()).equals(new TreeSet<>(other.all()));
    }

    /** Whether a client that connects to this host name or address accepts the certificate. */
    public boolean covers(String host) {
        InetAddress address = Hostname.address(host);
        return address != null
                ? addresses.contains(address.getHostAddress())
                : dns.stream().anyMatch(name -> Hostname.covers(name, host));
    }

    GeneralNames extension() {
        List<GeneralName> names = new ArrayList<>();
        dns.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        for (String text : addresses) {
            InetAddress address = Hostname.address(text);
            if (address != null) {
                names.add(new GeneralName(GeneralName.iPAddress, new DEROctetString(address.getAddress())));
            }
        }
        for (String user : users) {
            names.add(new GeneralName(GeneralName.rfc822Name, user));
            ASN1Encodable upn = new DERTaggedObject(true, 0, new DERUTF8String(user));
            names.add(new GeneralName(GeneralName.otherName, new DERSequence(new ASN1Encodable[] {UPN, upn})));
        }
        uris.forEach(uri -> names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static String user(String text) {
        int at = text.indexOf('@');
        if (text.indexOf('@', at + 1) >= 0 || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw Failure.usage("the name '" + text + "' is not a user name of the form user@domain");
        }
        return text.substring(0, at + 1) + Hostname.normal(text.substring(at + 1));
    }

    private static String normalAddress(String text) {
        InetAddress address = Hostname.address(text);
        return address == null ? text : address.getHostAddress();
    }

    private static String addressOf(GeneralName name) {
        try {
            byte[] bytes = DEROctetString.getInstance(name.getName()).getOctets();
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (IOException e) {
            throw new Failure("the request holds an IP address of a wrong length", e);
        }
    }
}

package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;

/**
 * Who a certificate names: the distinguished name and the alternative names, which always repeat the common name.
 *
 * @param name perhaps empty, where no name is short enough for a common name
 */
public record Subject(X500Name name, SubjectNames names) {
    /** RFC 5280 appendix A.1, ub-common-name. */
    private static final int LONGEST_COMMON_NAME = 64;

    /** ISO 3166. */
    private static final Pattern COUNTRY = Pattern.compile("[A-Za-z]{2}");

    /**
     * The subject of a server or client.
     *
     * @param names host names, addresses or user names; the first becomes the common name if that has room for it
     * @param more further parts of the distinguished name as {@code O=Example,C=DE}; a common name in it becomes an alternative name
     */
    public static Subject of(Collection<String> names, @Nullable String more) {
        X500Name given = parse(more);
        List<String> all = new ArrayList<>(names);
        String common = commonName(given);
        if (common != null) {
            all.add(0, common);
        }
        SubjectNames alternative = SubjectNames.of(all);
        if (alternative.isEmpty()) {
            throw Failure.usage("a name is needed: give --name with the host name that clients connect to");
        }
        String first = common != null || all.isEmpty()
                ? ""
                : SubjectNames.of(all.subList(0, 1)).all().get(0);
        boolean fits = !first.isEmpty() && first.length() <= LONGEST_COMMON_NAME;
        return new Subject(fits ? withCommonName(given, first) : given, alternative);
    }

    /** The subject of an existing certificate. */
    public static Subject of(X509Certificate certificate) {
        return new Subject(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()), SubjectNames.of(certificate));
    }

    /**
     * This subject with other names, or with other parts of the distinguished name; what is not given stays.
     *
     * @param others none if the names stay
     * @param more null if the parts beside the common name stay
     */
    public Subject with(Collection<String> others, @Nullable String more, Profile profile) {
        boolean same = others.isEmpty()
                || (profile != Profile.CLIENT && SubjectNames.of(others).sameAs(names));
        if (same && more == null) {
            return this;
        }
        List<String> wanted = new ArrayList<>(others);
        String common = commonName(name);
        if (same) {
            wanted.clear();
            wanted.addAll(names.all());
            if (common != null) {
                wanted.remove(common);
                wanted.add(0, common);
            }
        }
        String parts = more != null ? more : withoutCommonName().toString();
        Subject made = profile == Profile.CLIENT ? ofClient(wanted, parts) : of(wanted, parts);
        return made.name.equals(name) && made.names.sameAs(names) ? this : made;
    }

    private X500Name withoutCommonName() {
        X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
        for (RDN part : name.getRDNs()) {
            if (!part.getFirst().getType().equals(BCStyle.CN)) {
                builder.addMultiValuedRDN(part.getTypesAndValues());
            }
        }
        return builder.build();
    }

    /** The subject of a client: as {@link #of}, but its common name may also be a title that is neither host nor user. */
    public static Subject ofClient(Collection<String> names, @Nullable String more) {
        String first = names.stream().findFirst().orElse("");
        if (first.isEmpty()
                || first.indexOf('@') > 0
                || Hostname.fault(first) == null
                || Hostname.address(first) != null) {
            return of(names, more);
        }
        SubjectNames alternative = SubjectNames.of(names.stream().skip(1).toList());
        return new Subject(ofCa(first, more).name(), alternative);
    }

    /**
     * The subject that a request asks for, with further names. Its common name becomes an alternative name too, but for a title
     * beside alternative names that are good.
     */
    public static Subject ofRequest(Request request, Collection<String> more, Profile profile) {
        List<String> all = new ArrayList<>(more);
        all.addAll(request.names().all());
        String common = commonName(request.subject());
        if (common != null && (all.isEmpty() || isName(common))) {
            all.add(0, common);
        }
        Subject wanted = profile == Profile.CLIENT ? ofClient(all, null) : of(all, null);
        return new Subject(request.subject(), wanted.names);
    }

    /** Whether it can stand among the alternative names: a host, an address or a user, no title. */
    public static boolean isName(String common) {
        return Hostname.address(common) != null
                || (common.indexOf('@') > 0 && common.indexOf(' ') < 0)
                || Hostname.fault(common) == null;
    }

    /** The subject of a CA: a title, not a host. */
    public static Subject ofCa(String title, @Nullable String more) {
        if (title.isBlank() || title.length() > LONGEST_COMMON_NAME) {
            throw Failure.usage("a common name has 1 to " + LONGEST_COMMON_NAME + " characters, '" + title + "' has "
                    + title.length());
        }
        return new Subject(withCommonName(parse(more), title), SubjectNames.NONE);
    }

    /** The common name as it stands in a distinguished name, or null. */
    public static @Nullable String commonName(X500Name name) {
        RDN[] found = name.getRDNs(BCStyle.CN);
        return found.length == 0
                ? null
                : DistinguishedName.value(found[found.length - 1].getFirst().getValue());
    }

    private static X500Name withCommonName(X500Name given, String common) {
        X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
        for (RDN part : given.getRDNs()) {
            builder.addMultiValuedRDN(part.getTypesAndValues());
        }
        return builder.addRDN(BCStyle.CN, common).build();
    }

    private static X500Name parse(@Nullable String more) {
        if (more == null || more.isBlank()) {
            return new X500Name(new RDN[0]);
        }
        try {
            X500Name name = new X500Name(BCStyle.INSTANCE, more);
            for (RDN country : name.getRDNs(BCStyle.C)) {
                String code = DistinguishedName.value(country.getFirst().getValue());
                if (!COUNTRY.matcher(code).matches()) {
                    throw Failure.usage(
                            "the country '" + code + "' in the subject is not a code of two letters such as DE"
                                    + " (RFC 5280 appendix A.1); write C=DE");
                }
            }
            return name;
        } catch (IllegalArgumentException e) {
            throw Failure.usage(
                    "the subject '" + more + "' is not a distinguished name such as O=Example,C=DE: " + e.getMessage());
        }
    }
}

package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names under which a host may stand in a certificate: RFC 5280 section 4.2.1.6, wildcards by RFC 6125 section 6.4.3. */
public final class Hostname {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern FOUR_NUMBERS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

    private Hostname() {}

    /** Why a DNS name may not stand in a certificate, or null if it may. */
    public static @Nullable String fault(String name) {
        if (name.isEmpty()) {
            return "is empty";
        }
        if (name.endsWith(".")) {
            return "ends in a dot; write it without";
        }
        if (name.length() > 253) {
            return "is longer than 253 characters";
        }
        if (FOUR_NUMBERS.matcher(name).matches()) {
            return "looks like an IP address but is none";
        }
        if (name.indexOf('_') >= 0) {
            return "has an underscore, which host names must not have";
        }
        String rest = name.startsWith("*.") ? name.substring(2) : name;
        if (rest.indexOf('*') >= 0) {
            return "has a wildcard that is not the whole left label";
        }
        if (!rest.equals(name) && rest.indexOf('.') < 0) {
            return "has a wildcard over a whole top-level domain";
        }
        for (String label : rest.split("\\.", -1)) {
            if (!LABEL.matcher(label.toLowerCase(Locale.ROOT)).matches()) {
                return "has the label '" + label + "'; a label is 1 to 63 letters, digits and inner hyphens";
            }
        }
        return null;
    }

    /** The name in lower case, international letters as RFC 5890 A-labels; refused in plain words if it cannot stand in a certificate. */
    static String normal(String name) {
        if (name.indexOf('\ufffd') >= 0) {
            throw Failure.usage("a name was garbled on its way here ('" + name
                    + "'), for the locale knows no letters beyond ASCII; set LC_ALL=C.UTF-8, or write it as xn--");
        }
        String ascii = name.toLowerCase(Locale.ROOT);
        if (!ascii.chars().allMatch(c -> c < 128)) {
            try {
                ascii = IDN.toASCII(ascii).toLowerCase(Locale.ROOT);
            } catch (IllegalArgumentException e) {
                throw Failure.usage("the name '" + name + "' is not a host name: " + e.getMessage());
            }
        }
        String fault = fault(ascii);
        if (fault != null) {
            throw Failure.usage("the name '" + name + "' " + fault);
        }
        return ascii;
    }

    /** The address that a text spells, or null if it is a name; the resolver is never asked. */
    public static @Nullable InetAddress address(String text) {
        boolean four = IPV4.matcher(text).matches();
        if (!four && (text.indexOf(':') < 0 || text.indexOf('%') >= 0)) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Whether a certificate's DNS name covers a host name; a wildcard stands for exactly one label. */
    public static boolean covers(String certified, String host) {
        String pattern = certified.toLowerCase(Locale.ROOT);
        String name = host.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equals(pattern.substring(1));
    }
}

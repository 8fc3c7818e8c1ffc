package io.dirgate.certtool.acme;

import io.dirgate.certtool.report.Failure;
import java.util.Hashtable;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/**
 * CNAME records of challenges. A CA follows them (RFC 8555 section 8.4), so a zone's owner can keep challenge records in another
 * zone.
 *
 * @param resolver {@code ADDRESS[:PORT]} of the name server to ask, or null for the system's
 */
record Aliases(@Nullable String resolver, Consumer<String> note) {
    private static final int MOST = 8;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    /** The name at the end of the CNAME records; in lower case and with a dot at its end, as the given one. */
    String follow(String name) {
        String at = name;
        for (int i = 0; i < MOST; i++) {
            String next = next(at);
            if (next == null) {
                return at;
            }
            note.accept(at + " is an alias of " + next);
            at = next;
        }
        throw new Failure(name + " has more than " + MOST + " CNAME records in a row; check them for a loop");
    }

    // JNDI would follow a name that is a URL to any provider; these are letters, digits, dots, hyphens and underscores.
    @SuppressWarnings("BanJNDI")
    private @Nullable String next(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Failure("a CNAME record leads to " + name + ", which is not a valid name for a TXT record");
        }
        try {
            InitialDirContext dns = new InitialDirContext(settings());
            try {
                Attribute found =
                        dns.getAttributes(name, new String[] {"CNAME"}).get("CNAME");
                return found == null ? null : absolute(String.valueOf(found.get()));
            } finally {
                dns.close();
            }
        } catch (NameNotFoundException none) {
            return null;
        } catch (NamingException e) {
            note.accept("warning: the DNS lookup of a CNAME record for " + name + " failed (" + e.getMessage()
                    + "); going on without one");
            return null;
        }
    }

    private static String absolute(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower : lower + ".";
    }

    @SuppressWarnings("JdkObsolete")
    private Hashtable<String, String> settings() {
        Hashtable<String, String> settings = new Hashtable<>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        settings.put(Context.PROVIDER_URL, resolver == null ? "dns:" : "dns://" + resolver);
        settings.put("com.sun.jndi.dns.timeout.initial", "2000");
        settings.put("com.sun.jndi.dns.timeout.retries", "2");
        return settings;
    }
}

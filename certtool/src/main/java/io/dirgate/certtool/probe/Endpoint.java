package io.dirgate.certtool.probe;

import io.dirgate.certtool.report.Failure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A place where a directory answers: a name or address, a port, and how TLS begins there. */
public record Endpoint(String host, int port, Security security) {
    /** How the connection becomes private. */
    public enum Security {
        /** TLS from the first byte. */
        LDAPS,
        /** LDAP first, TLS by an extended operation (RFC 4511 section 4.14). */
        START_TLS,
        /** Never. */
        NONE
    }

    private static final Pattern FORM =
            Pattern.compile("(?:(ldaps?)://)?(?:\\[([0-9A-Fa-f:.]+)]|([^\\s:/\\[\\]]+))(?::(\\d{1,5}))?/?");

    /** The port of LDAPS. */
    private static final int LDAPS_PORT = 636;

    private static final int LDAP_PORT = 389;
    private static final int LAST_PORT = 65_535;

    /** Reads {@code ldaps://host[:port]}, {@code ldap://host[:port]} or {@code host[:port]}; null if it is none of them. */
    public static @Nullable Endpoint find(String text, boolean startTls) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        boolean plain = "ldap".equals(matcher.group(1));
        if (startTls && "ldaps".equals(matcher.group(1))) {
            throw Failure.usage(text + ": ldaps is TLS from the start; write ldap:// for --starttls");
        }
        String host = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        String port = matcher.group(4);
        int number = port != null ? Integer.parseInt(port) : plain || startTls ? LDAP_PORT : LDAPS_PORT;
        if (number < 1 || number > LAST_PORT) {
            return null;
        }
        return new Endpoint(host, number, startTls ? Security.START_TLS : plain ? Security.NONE : Security.LDAPS);
    }

    public static Endpoint parse(String text, boolean startTls) {
        Endpoint found = find(text, startTls);
        if (found == null) {
            throw Failure.usage("'" + text + "' is not an endpoint; write ldaps://host, ldap://host or host:port");
        }
        return found;
    }

    @Override
    public String toString() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return (security == Security.LDAPS ? "ldaps://" : "ldap://") + name + ":" + port;
    }
}

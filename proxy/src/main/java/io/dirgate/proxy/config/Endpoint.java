package io.dirgate.proxy.config;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port.
 *
 * @param host a host name or a numeric address (IPv6 without brackets)
 * @param port 0 to 65535; 0 is for listeners only and means any free port
 */
public record Endpoint(String host, int port) {
    private static final Pattern URL = Pattern.compile("(?i)([a-z][a-z0-9+.-]*)://([^/]*).*");

    private static final String HOST_NAME =
            "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\\.?";

    /**
     * @param text {@code 10.0.1.10:389}, {@code dc1.corp.example.com:636}, {@code [::1]:636}
     * @throws IllegalArgumentException describes the fault, beginning with the text in quotes
     */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        String port = colon < 0 ? "" : text.substring(colon + 1);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        String mistaken = likelyMistake(text, host, port);
        if (mistaken != null) {
            throw new IllegalArgumentException(Scalars.quoted(text) + " " + mistaken);
        }
        if (!bracketed && NetUtil.isValidIpV6Address(text)) {
            throw new IllegalArgumentException(
                    "%s needs brackets and a port: \"[%s]:636\"".formatted(Scalars.quoted(text), text));
        }
        if (bracketed ? !NetUtil.isValidIpV6Address(bare) : !isHost(bare)) {
            throw new IllegalArgumentException(
                    "%s is not host:port, such as 10.0.1.10:389, dc1.corp.example.com:636 or \"[::1]:636\""
                            .formatted(Scalars.quoted(text)));
        }
        if (!isPort(port)) {
            throw new IllegalArgumentException(
                    "%s needs a port from 0 to 65535: %s:636".formatted(Scalars.quoted(text), host));
        }
        return new Endpoint(bare, Integer.parseInt(port));
    }

    /** A suggestion, if the intended text can be guessed. */
    private static @Nullable String likelyMistake(String text, String host, String port) {
        Matcher url = URL.matcher(text);
        if (url.matches()) {
            return "is a URL; write host:port alone, such as %s".formatted(url.group(2))
                    + (url.group(2).contains(":") ? "" : url.group(1).equalsIgnoreCase("ldaps") ? ":636" : ":389");
        }
        if ((host.equals("*") || host.isEmpty()) && isPort(port)) {
            return "names no host; all addresses of this machine are 0.0.0.0:%s, with IPv6 \"[::]:%s\""
                    .formatted(port, port);
        }
        if (isPort(text)) {
            return "is a port without a host; write 127.0.0.1:%s for this machine alone, 0.0.0.0:%s for all its addresses"
                    .formatted(text, text);
        }
        return port.matches("0[0-9]+")
                ? "has a port that begins with 0; write %s:%s".formatted(host, port.replaceFirst("^0+(?=.)", ""))
                : null;
    }

    private static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65535;
    }

    /**
     * True if a process cannot listen on both: the ports are equal, and so are the hosts, or one stands for all
     * addresses.
     */
    boolean collidesWith(Endpoint other) {
        return port != 0
                && port == other.port
                && (host.equals(other.host) || isAnyAddress(host) || isAnyAddress(other.host));
    }

    private static boolean isAnyAddress(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    private static boolean isHost(String host) {
        boolean numeric = host.matches("[0-9.]+");
        return numeric
                ? NetUtil.isValidIpV4Address(host)
                : host.toLowerCase(Locale.ROOT).matches(HOST_NAME);
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}

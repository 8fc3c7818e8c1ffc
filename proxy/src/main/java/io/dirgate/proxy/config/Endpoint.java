package io.dirgate.proxy.config;

import io.netty.util.NetUtil;
import java.util.Locale;

/**
 * A host and a port.
 *
 * @param host a host name, or an address in numbers (IPv6 without brackets)
 * @param port 0 to 65535; 0 is for listeners only and takes a free port
 */
public record Endpoint(String host, int port) {
    private static final String HOST_NAME =
            "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\\.?";

    /**
     * @param text {@code 10.0.1.10:389}, {@code dc1.corp.example.com:636}, {@code [::1]:636}
     * @throws IllegalArgumentException with what is wrong, beginning with the text in quotes
     */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        String port = colon < 0 ? "" : text.substring(colon + 1);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (!bracketed && NetUtil.isValidIpV6Address(text)) {
            throw new IllegalArgumentException(
                    "%s needs brackets and a port: \"[%s]:636\"".formatted(Scalars.quoted(text), text));
        }
        if (bracketed ? !NetUtil.isValidIpV6Address(bare) : !isHost(bare)) {
            throw new IllegalArgumentException(
                    "%s is not host:port, such as 10.0.1.10:389, dc1.corp.example.com:636 or \"[::1]:636\""
                            .formatted(Scalars.quoted(text)));
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException(
                    "%s needs a port from 0 to 65535: %s:636".formatted(Scalars.quoted(text), host));
        }
        return new Endpoint(bare, Integer.parseInt(port));
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

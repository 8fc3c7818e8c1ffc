package io.dirgate.proxy.backend;

import io.dirgate.proxy.config.DirectoryConfig;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.Transport;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Describes for an operator why a connection to a directory server failed, with the remedy. */
final class ConnectFault {
    /** Netty adds these names to the JDK's message. */
    private static final Pattern NAMES_IN_CERTIFICATE = Pattern.compile("1\\. subjectAlternativeNames=\\[([^]]+)]");

    private ConnectFault() {}

    static String ofName(String host, Throwable cause) {
        String raw = messages(cause).toLowerCase(Locale.ROOT);
        if (raw.contains("timeout") || raw.contains("timed out")) {
            return "no name server answered for " + host
                    + " in time; check /etc/resolv.conf or directory.dns.nameServers";
        }
        return cause instanceof UnknownHostException
                ? "the name servers have no address for " + host
                        + "; check the name in the configuration, and /etc/resolv.conf"
                : "the name " + host + " cannot be resolved: " + plain(cause);
    }

    static String ofConnect(Throwable cause) {
        String raw = messages(cause);
        if (raw.contains("refused") && cause instanceof ConnectException) {
            return "connection refused: nothing listens there";
        } else if (cause instanceof NoRouteToHostException || raw.contains("No route to host")) {
            return "no route to the server: it is down, or a firewall refuses";
        } else if (raw.contains("unreachable")) {
            return "the network of the server is unreachable: this machine has no route to it";
        }
        return plain(cause);
    }

    static String ofTls(Throwable cause, DirectoryConfig directory) {
        return "TLS handshake failed: " + tlsReason(cause, directory);
    }

    private static String tlsReason(Throwable cause, DirectoryConfig directory) {
        for (Throwable each = cause; each != null; each = each.getCause() == each ? null : each.getCause()) {
            String says = String.valueOf(each.getMessage());
            if (each instanceof NotSslRecordException) {
                return "the server answered with something other than TLS";
            } else if (each instanceof ClosedChannelException) {
                return "the server closed the connection";
            } else if (each instanceof CertificateExpiredException) {
                return "its certificate has expired (" + says + ")";
            } else if (each instanceof CertificateNotYetValidException) {
                return "its certificate is not valid yet (" + says + ")";
            } else if (each instanceof CertPathBuilderException) {
                return directory.tls().ca() == null
                        ? "Java does not trust the authority of its certificate; set directory.tls.ca to the authority's file"
                        : "its certificate was not issued by an authority in directory.tls.ca, "
                                + directory.tls().ca().getFileName();
            } else if (says.contains("matching") && says.startsWith("No ")) {
                Matcher names = NAMES_IN_CERTIFICATE.matcher(says);
                return "its certificate is for other names than the configuration's"
                        + (names.find() ? " (" + names.group(1) + ")" : "")
                        + ": list the server by a name in its certificate, or set directory.tls.serverName";
            }
        }
        return plain(cause);
    }

    /**
     * The likely configuration error if transport and port do not match. Begins with a semicolon; empty if they match.
     */
    static String remedy(Transport transport, Endpoint address) {
        boolean tlsPort = address.port() == 636 || address.port() == 3269;
        boolean clearPort = address.port() == 389 || address.port() == 3268;
        if (tlsPort && transport != Transport.LDAPS) {
            return "; port " + address.port() + " is for LDAPS: set directory.transport to ldaps, or use port "
                    + (address.port() == 636 ? 389 : 3268);
        }
        return clearPort && transport == Transport.LDAPS
                ? "; port " + address.port() + " is for LDAP in clear: use port " + (address.port() == 389 ? 636 : 3269)
                        + ", or set directory.transport to startTls"
                : "";
    }

    /** The message without the system call and error number that Netty prepends. Never "null". */
    static String plain(Throwable cause) {
        Throwable best = cause;
        for (Throwable each = cause; each != null; each = each.getCause() == each ? null : each.getCause()) {
            if (each.getMessage() != null) {
                best = each;
            }
        }
        return best.getMessage() == null
                ? best.getClass().getSimpleName()
                : best.getMessage().replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?[0-9]+\\): ", "");
    }

    private static String messages(Throwable cause) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = cause; each != null; each = each.getCause() == each ? null : each.getCause()) {
            all.append(each.getMessage()).append(' ');
        }
        return all.toString();
    }
}

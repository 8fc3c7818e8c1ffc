package io.dirgate.certtool.probe;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;

/** Explains socket and TLS errors: a fault of the network, the server or the certificate. */
final class Causes {
    private Causes() {}

    static ProbeFailure ofConnect(IOException e, InetAddress address, int port) {
        String where = address.getHostAddress() + " port " + port;
        if (e instanceof SocketTimeoutException) {
            return new ProbeFailure(
                    Stage.TCP,
                    "no answer from " + where + " in time; a network rule drops the packets: look at the security group"
                            + " and network ACL before the server, and the route to it",
                    e);
        }
        if (e instanceof NoRouteToHostException || text(e).contains("unreachable")) {
            return new ProbeFailure(Stage.TCP, "there is no route to " + where + "; look at the route tables", e);
        }
        if (e instanceof ConnectException) {
            return new ProbeFailure(
                    Stage.TCP,
                    where + " refuses the connection: the machine is there, but nothing listens on that port; start the"
                            + " service or correct the port",
                    e);
        }
        return new ProbeFailure(Stage.TCP, where + ": " + e.getMessage(), e);
    }

    static ProbeFailure ofHandshake(IOException e) {
        String text = text(e);
        if (text.contains("protocol_version") || text.contains("selected protocol version")) {
            return tls(
                    "the server speaks only TLS 1.0 or 1.1, which clients refuse today; enable TLS 1.2 or 1.3 on it",
                    e);
        }
        if (text.contains("unsupported or unrecognized ssl message")) {
            return tls("the port does not speak TLS; it may speak plain LDAP: try --starttls, or use port 636", e);
        }
        if (text.contains("handshake_failure")) {
            return tls(
                    "the server finds nothing in common with a client of today (handshake_failure): its TLS versions or"
                            + " ciphers are too old, its certificate fits none of them, or it wants a client certificate",
                    e);
        }
        if (text.contains("unrecognized_name")) {
            return tls(
                    "the server has no certificate for this name (unrecognized_name); connect by a name that it has",
                    e);
        }
        if (text.contains("certificate_required") || text.contains("bad_certificate")) {
            return tls("the server wants a client certificate; this check has none", e);
        }
        if (e instanceof SocketException
                || e.getCause() instanceof EOFException
                || text.contains("remote host terminated")) {
            return tls(
                    "the server cut the connection during the TLS handshake; a domain controller does so while it has no"
                            + " usable certificate: issue it one (Server Authentication, its own name) and restart nothing, it"
                            + " takes it up by itself",
                    e);
        }
        return tls("the TLS handshake failed: " + e.getMessage(), e);
    }

    private static ProbeFailure tls(String message, IOException e) {
        return new ProbeFailure(Stage.TLS, message, e);
    }

    private static String text(IOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    }
}

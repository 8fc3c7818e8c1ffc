package io.dirgate.proxy.session;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why TLS with a client did not come about, for the log and for a metric's label. */
final class TlsFault {
    private TlsFault() {}

    static String label(Throwable cause) {
        if (cause instanceof SslHandshakeTimeoutException) {
            return "timeout";
        }
        if (cause instanceof NotSslRecordException) {
            return "notTls";
        }
        if (cause instanceof ClosedChannelException) {
            return "clientClosed";
        }
        if (refusedCertificate(cause) != null) {
            return "clientCertificate";
        }
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("alert")
                && (message.contains("unknown_ca")
                        || message.contains("unknown ca")
                        || message.contains("certificate"))) {
            return "clientDistrusts";
        }
        if (message.contains("version") || message.contains("unsupported_protocol")) {
            return "version";
        }
        if (message.contains("shared cipher") || message.contains("no_shared_cipher")) {
            return "cipher";
        }
        if (message.contains("certificate")) {
            return "clientCertificate";
        }
        return "other";
    }

    /** Why the gateway's own check refused a client's certificate; null if it did not. */
    private static @Nullable Throwable refusedCertificate(Throwable fault) {
        Throwable cause = fault;
        while (cause != null && !(cause instanceof CertificateException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    static String describe(Throwable cause) {
        return switch (label(cause)) {
            case "timeout" -> "no TLS handshake within limits.handshakeTimeout";
            case "clientClosed" -> "the client closed during the TLS handshake";
            case "clientDistrusts" ->
                "the client does not accept the server's certificate; does it know the CA, and the name? ("
                        + cause.getMessage() + ")";
            case "version" -> "no TLS version in common (" + cause.getMessage() + ")";
            case "cipher" ->
                "no cipher suite in common: the client may be too old for tls.ciphers, or want another kind of certificate;"
                        + " `dirgate check` says who is left out (" + cause.getMessage() + ")";
            case "clientCertificate" ->
                "the client's certificate is missing or not accepted ("
                        + Objects.requireNonNullElse(refusedCertificate(cause), cause)
                                .getMessage() + ")";
            default -> "TLS failed: " + cause.getMessage();
        };
    }

    /** With TLS 1.3 a client judges the certificate when for the server the handshake is over. */
    static String describeLater(Throwable cause) {
        String label = label(cause);
        return label.equals("clientDistrusts") || label.equals("version")
                ? "after the handshake the client broke off; does it know the CA, and is the name that it asked for in the"
                        + " certificate? (" + cause.getMessage() + ")"
                : describe(cause);
    }
}

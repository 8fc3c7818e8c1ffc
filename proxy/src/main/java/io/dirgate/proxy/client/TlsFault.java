package io.dirgate.proxy.client;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a TLS handshake with a client failed.
 *
 * @param label the metric's label, from a fixed small set
 * @param text for the log
 */
public record TlsFault(String label, String text) {
    /** All labels. */
    public static final List<String> LABELS = List.of(
            "clientDistrusts",
            "leftAfterHandshake",
            "clientClosed",
            "clientCertificate",
            "version",
            "cipher",
            "timeout",
            "notTls",
            "other");

    private static final String DISTRUST = "clientDistrusts";
    private static final String REMEDY =
            "give the client the authority's certificate, and check that the served file contains the intermediate certificates";

    private static final String NO_CIPHER =
            "no cipher suite in common: the client may be too old for tls.ciphers, or need another type of certificate; `dirgate check`"
                    + " lists the excluded clients";

    /**
     * Some clients, such as those with GnuTLS, check the certificate only after the handshake. They then close without
     * an alert.
     */
    public static final TlsFault LEFT = new TlsFault(
            "leftAfterHandshake",
            "the client closed right after the TLS handshake, without a request: it may not trust the certificate, or its name may not"
                    + " match; a monitoring check of the certificate does the same");

    /** Alert names by number, from RFC 8446 section 6. */
    private static final Map<Integer, String> ALERTS = Map.ofEntries(
            Map.entry(40, "handshake_failure"),
            Map.entry(42, "bad_certificate"),
            Map.entry(43, "unsupported_certificate"),
            Map.entry(44, "certificate_revoked"),
            Map.entry(45, "certificate_expired"),
            Map.entry(46, "certificate_unknown"),
            Map.entry(48, "unknown_ca"),
            Map.entry(70, "protocol_version"),
            Map.entry(71, "insufficient_security"),
            Map.entry(112, "unrecognized_name"));

    /**
     * @param alert the client's alert if it arrived in clear, where the TLS library expects ciphertext and reports
     *     garbage; otherwise null
     */
    public static TlsFault of(Throwable cause, @Nullable Integer alert) {
        Throwable refused = refusedCertificate(cause);
        if (refused != null) {
            return new TlsFault(
                    "clientCertificate",
                    "the client's certificate is missing or not accepted (" + refused.getMessage() + ")");
        }
        String name = alert == null ? alertIn(cause) : ALERTS.getOrDefault(alert, "alert " + alert);
        if (name != null) {
            return ofAlert(name);
        } else if (cause instanceof SslHandshakeTimeoutException) {
            return new TlsFault("timeout", "no TLS handshake within limits.handshakeTimeout");
        } else if (cause instanceof NotSslRecordException) {
            return new TlsFault("notTls", "the client sent something other than TLS");
        } else if (cause instanceof ClosedChannelException) {
            return new TlsFault(
                    "clientClosed",
                    "the client closed during the TLS handshake: it may not trust the certificate (Node.js does this), or it only"
                            + " checked whether the port is open");
        }
        String raw = String.valueOf(cause.getMessage());
        String message = raw.toLowerCase(Locale.ROOT);
        if (message.contains("version") || message.contains("unsupported_protocol")) {
            return new TlsFault("version", "no TLS version in common (" + raw + ")");
        } else if (message.contains("shared cipher") || message.contains("no_shared_cipher")) {
            return new TlsFault("cipher", NO_CIPHER + " (" + raw + ")");
        } else if (message.contains("certificate")) {
            return new TlsFault(
                    "clientCertificate", "the client's certificate is missing or not accepted (" + raw + ")");
        }
        return new TlsFault("other", "TLS failed: " + (cause.getMessage() == null ? cause.toString() : raw));
    }

    /** The reason why the gateway refused a client's certificate; null if it did not. */
    private static @Nullable Throwable refusedCertificate(Throwable fault) {
        Throwable cause = fault;
        while (cause != null && !(cause instanceof CertificateException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static TlsFault ofAlert(String name) {
        return switch (name) {
            case "unknown_ca" ->
                new TlsFault(
                        DISTRUST,
                        "the client does not know the authority of the server's certificate (alert unknown_ca): "
                                + REMEDY);
            case "bad_certificate", "certificate_unknown" ->
                new TlsFault(
                        DISTRUST,
                        "the client does not accept the server's certificate (alert " + name
                                + "): it may not know the authority, or the certificate does not contain the requested name; "
                                + REMEDY);
            case "certificate_expired" ->
                new TlsFault(
                        DISTRUST,
                        "the client considers the server's certificate expired (alert certificate_expired): check its expiry date and the"
                                + " client's clock");
            case "certificate_revoked", "unsupported_certificate" ->
                new TlsFault(DISTRUST, "the client does not accept the server's certificate (alert " + name + ")");
            case "protocol_version" -> new TlsFault("version", "no TLS version in common (alert protocol_version)");
            case "handshake_failure", "insufficient_security" ->
                new TlsFault("cipher", NO_CIPHER + " (alert " + name + ")");
            default -> new TlsFault("other", "the client aborted the TLS handshake (" + name + ")");
        };
    }

    /**
     * The alert named in a library's message. Spellings differ: TLSV1_ALERT_UNKNOWN_CA, "Received fatal alert:
     * unknown_ca".
     */
    private static @Nullable String alertIn(Throwable cause) {
        String message =
                String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).replace(' ', '_');
        int alert = message.indexOf("alert");
        if (alert < 0) {
            return null;
        }
        return ALERTS.values().stream()
                .filter(name -> message.indexOf(name, alert) >= 0)
                .findFirst()
                .orElse(null);
    }
}

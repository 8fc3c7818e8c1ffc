package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.Utf8Text;
import org.jspecify.annotations.Nullable;

/** What the access log says of the session that an operation belongs to. */
public interface SessionFacts {
    /** The session's number since the process started, on each log line about it. */
    long session();

    String listener();

    /** The client's address and port, as the PROXY header gave it where there was one. */
    String clientAddress();

    /** For example {@code TLSv1.3}; null before TLS is on. */
    @Nullable
    String tlsVersion();

    @Nullable
    String cipher();

    /** The group of the key exchange, {@code X25519MLKEM768} for example; null without TLS, and where it is not known. */
    @Nullable
    String keyExchange();

    /**
     * The name of the last bind as the client sent it, if that was a simple bind that succeeded; the mechanism after a SASL bind, since
     * servers ignore the name there; null when anonymous.
     */
    @Nullable
    Utf8Text identity();
}

package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.Utf8Text;
import org.jspecify.annotations.Nullable;

/** The facts about an operation's session for the access log. */
public interface SessionFacts {
    /** The session's number since the start of the process. Each log line about the session contains it. */
    long session();

    String listener();

    /** The client's address and port, from the PROXY header if there is one. */
    String clientAddress();

    /** For example {@code TLSv1.3}; null before TLS is active. */
    @Nullable
    String tlsVersion();

    @Nullable
    String cipher();

    /** The group of the key exchange, for example {@code X25519MLKEM768}; null without TLS, or if it is unknown. */
    @Nullable
    String keyExchange();

    /**
     * The name of the last bind as the client sent it, if that was a successful simple bind. After a SASL bind the
     * mechanism, because servers ignore the name there. Null for an anonymous session.
     */
    @Nullable
    Utf8Text identity();
}

package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.Utf8Text;
import org.jspecify.annotations.Nullable;

record FakeSession(
        long session,
        String listener,
        String clientAddress,
        @Nullable String tlsVersion,
        @Nullable String cipher,
        @Nullable String keyExchange,
        @Nullable Utf8Text identity)
        implements SessionFacts {
    static final FakeSession ALICE = new FakeSession(
            12,
            "ldaps",
            "192.0.2.7:51000",
            "TLSv1.3",
            "TLS_AES_128_GCM_SHA256",
            "X25519MLKEM768",
            Utf8Text.of("alice@corp.example.com"));
    static final FakeSession ANONYMOUS = new FakeSession(13, "startTls", "[2001:db8::1]:40001", null, null, null);

    FakeSession(
            long session,
            String listener,
            String clientAddress,
            @Nullable String tlsVersion,
            @Nullable String cipher,
            @Nullable String identity) {
        this(
                session,
                listener,
                clientAddress,
                tlsVersion,
                cipher,
                null,
                identity == null ? null : Utf8Text.of(identity));
    }
}

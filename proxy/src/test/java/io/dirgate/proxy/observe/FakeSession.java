package io.dirgate.proxy.observe;

import org.jspecify.annotations.Nullable;

final class FakeSession implements SessionFacts {
    static final FakeSession ALICE = new FakeSession(
            12, "ldaps", "192.0.2.7:51000", "TLSv1.3", "TLS_AES_128_GCM_SHA256", "alice@corp.example.com");
    static final FakeSession ANONYMOUS = new FakeSession(13, "startTls", "[2001:db8::1]:40001", null, null, null);

    private final long session;
    private final String listener;
    private final String clientAddress;
    private final @Nullable String tlsVersion;
    private final @Nullable String cipher;
    private final @Nullable String identity;
    private volatile byte @Nullable [] logged;

    FakeSession(
            long session,
            String listener,
            String clientAddress,
            @Nullable String tlsVersion,
            @Nullable String cipher,
            @Nullable String identity) {
        this.session = session;
        this.listener = listener;
        this.clientAddress = clientAddress;
        this.tlsVersion = tlsVersion;
        this.cipher = cipher;
        this.identity = identity;
    }

    @Override
    public long session() {
        return session;
    }

    @Override
    public String listener() {
        return listener;
    }

    @Override
    public String clientAddress() {
        return clientAddress;
    }

    @Override
    public @Nullable String tlsVersion() {
        return tlsVersion;
    }

    @Override
    public @Nullable String cipher() {
        return cipher;
    }

    @Override
    public @Nullable String identity() {
        return identity;
    }

    @Override
    public byte @Nullable [] logged() {
        return logged;
    }

    @Override
    public void logged(byte[] text) {
        logged = text;
    }
}

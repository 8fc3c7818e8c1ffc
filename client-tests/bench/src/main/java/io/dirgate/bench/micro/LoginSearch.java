package io.dirgate.bench.micro;

import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.Utf8Text;
import io.dirgate.proxy.observe.OperationFacts;
import io.dirgate.proxy.observe.SessionFacts;
import org.jspecify.annotations.Nullable;

/** A search as a login does it, ended well: all that the access log has fields for. */
final class LoginSearch implements SessionFacts, OperationFacts {
    private final Utf8Text base = Utf8Text.of("OU=People,DC=corp,DC=example,DC=com");
    private final Utf8Text identity = Utf8Text.of("alice@corp.example.com");
    private final Utf8Text filter = Utf8Text.of("(&(objectClass=?)(sAMAccountName=?))");

    private final Utf8Text server = Utf8Text.of("10.0.1.10:389");

    private long ended;

    @Override
    public long session() {
        return 123_456;
    }

    @Override
    public String listener() {
        return "0.0.0.0:636";
    }

    @Override
    public String clientAddress() {
        return "10.0.1.77:51234";
    }

    @Override
    public String tlsVersion() {
        return "TLSv1.3";
    }

    @Override
    public String keyExchange() {
        return "X25519MLKEM768";
    }

    @Override
    public String cipher() {
        return "TLS_AES_128_GCM_SHA256";
    }

    @Override
    public Utf8Text identity() {
        return identity;
    }

    @Override
    public LdapOp op() {
        return LdapOp.SEARCH;
    }

    /** That is asked of binds alone. */
    @Override
    public boolean isNameProven() {
        return false;
    }

    @Override
    public int messageId() {
        return 1_000;
    }

    @Override
    public int resultCode() {
        return 0;
    }

    @Override
    public @Nullable String subCode() {
        return null;
    }

    @Override
    public Utf8Text name() {
        return base;
    }

    @Override
    public int scope() {
        return 2;
    }

    @Override
    public Utf8Text filterShape() {
        return filter;
    }

    @Override
    public int entries() {
        return 1;
    }

    @Override
    public long requestBytes() {
        return 170;
    }

    @Override
    public long responseBytes() {
        return 340;
    }

    @Override
    public long gatewayNanos() {
        return 42_000;
    }

    @Override
    public long directoryNanos() {
        return 1_234_000;
    }

    @Override
    public long endedNanos() {
        return ended++;
    }

    @Override
    public Utf8Text server() {
        return server;
    }

    @Override
    public int upstreamPort() {
        return 40_123;
    }
}

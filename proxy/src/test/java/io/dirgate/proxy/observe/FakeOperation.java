package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.Utf8Text;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An ended operation as the core would describe it: by default a search that found one entry. */
final class FakeOperation implements OperationFacts {
    LdapOp op = LdapOp.SEARCH;
    int messageId = 7;
    int resultCode;

    @Nullable
    String subCode;

    final Utf8Text name = text("dc=corp,dc=example,dc=com");
    boolean nameProven;
    int scope = 2;
    final Utf8Text filterShape = text("(&(objectClass=?)(sAMAccountName=?))");
    int entries = 1;
    long gatewayNanos = 41_900;
    long directoryNanos = 1_500_000;

    @Nullable
    Utf8Text server = text("10.0.1.10:389");

    long endedNanos;

    int upstreamPort = 40_123;

    static FakeOperation search() {
        return new FakeOperation();
    }

    static FakeOperation failedBind(String subCode) {
        FakeOperation bind = new FakeOperation();
        bind.op = LdapOp.BIND;
        bind.resultCode = 49;
        bind.subCode = subCode;
        bind.named("CORP\\alice".getBytes(StandardCharsets.UTF_8));
        bind.scope = -1;
        bind.filterShape.clear();
        bind.entries = 0;
        return bind;
    }

    FakeOperation named(byte[] bytes) {
        name.set(Unpooled.wrappedBuffer(bytes), 0, bytes.length, 1024);
        return this;
    }

    private static Utf8Text text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Utf8Text result = new Utf8Text();
        result.set(Unpooled.wrappedBuffer(bytes), 0, bytes.length, 1024);
        return result;
    }

    @Override
    public LdapOp op() {
        return op;
    }

    @Override
    public int messageId() {
        return messageId;
    }

    @Override
    public int resultCode() {
        return resultCode;
    }

    @Override
    public @Nullable String subCode() {
        return subCode;
    }

    @Override
    public boolean isNameProven() {
        return nameProven;
    }

    @Override
    public Utf8Text name() {
        return name;
    }

    @Override
    public int scope() {
        return scope;
    }

    @Override
    public Utf8Text filterShape() {
        return filterShape;
    }

    @Override
    public int entries() {
        return entries;
    }

    @Override
    public long requestBytes() {
        return 98;
    }

    @Override
    public long responseBytes() {
        return 612;
    }

    @Override
    public long gatewayNanos() {
        return gatewayNanos;
    }

    @Override
    public long directoryNanos() {
        return directoryNanos;
    }

    @Override
    public long endedNanos() {
        return endedNanos;
    }

    @Override
    public @Nullable Utf8Text server() {
        return server;
    }

    @Override
    public int upstreamPort() {
        return upstreamPort;
    }
}

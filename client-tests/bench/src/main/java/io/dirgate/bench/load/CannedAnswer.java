package io.dirgate.bench.load;

import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** What the canned server says to a search below {@link #base()}: the same entry, a number of times. */
public final class CannedAnswer {
    static final String ROOT = "OU=People,DC=bench,DC=example,DC=com";

    private static final int KIBIBYTE = 1024;

    private final String base;
    private final ByteBuf encodedBase;
    private final int entries;
    private final ByteBuf entry;
    private final Operation search;

    /** @param valueBytes of the entry's largest value */
    CannedAnswer(String name, int entries, int valueBytes) {
        base = "OU=" + name + "," + ROOT;
        encodedBase = Unpooled.copiedBuffer(base, StandardCharsets.US_ASCII);
        this.entries = entries;
        byte[] encoded = Operation.encode(entry(base, valueBytes));
        // Never released, which is not a leak: it is as old as the process.
        entry = Unpooled.wrappedBuffer(
                ByteBuffer.allocateDirect(encoded.length).put(encoded).flip());
        search = Operation.search(this);
    }

    /** One entry with the four attributes of a login, 0.3 KB. */
    public static CannedAnswer small() {
        return new CannedAnswer("small", 1, 0);
    }

    /** One entry of 1 MB. */
    public static CannedAnswer large() {
        return new CannedAnswer("large", 1, KIBIBYTE * KIBIBYTE);
    }

    /** Entries of 1 KB each. */
    public static CannedAnswer many(int entries) {
        return new CannedAnswer("many-" + entries, entries, 700);
    }

    // Random bytes from a fixed seed, as a photograph is: nothing that a proxy could be clever about.
    private static SearchResultEntryProtocolOp entry(String base, int valueBytes) {
        byte[] value = new byte[valueBytes];
        new Random(1).nextBytes(value);
        return new SearchResultEntryProtocolOp(
                "CN=Alice Ames," + base,
                List.of(
                        new Attribute("cn", "Alice Ames"),
                        new Attribute("mail", "alice@example.com"),
                        new Attribute("userPrincipalName", "alice@bench.example.com"),
                        new Attribute(
                                "memberOf",
                                "CN=staff,OU=Groups,DC=bench,DC=example,DC=com",
                                "CN=wiki,OU=Groups,DC=bench"),
                        new Attribute("thumbnailPhoto", value)));
    }

    String base() {
        return base;
    }

    boolean isFor(ByteBuf in, int baseIndex, int baseLength) {
        return baseLength == encodedBase.readableBytes()
                && ByteBufUtil.equals(in, baseIndex, encodedBase, 0, baseLength);
    }

    int entries() {
        return entries;
    }

    /** The entry's protocolOp, encoded. */
    ByteBuf entry() {
        return entry;
    }

    int entryLength() {
        return Ldap.contentLength(entry, 0);
    }

    /** The search that gets this answer. */
    public Operation search() {
        return search;
    }
}

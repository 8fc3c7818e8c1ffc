package io.dirgate.bench.load;

import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/** What the canned server says to a search below {@link #base()}: the same entry, a number of times. */
public final class CannedAnswer {
    private static final String SUFFIX = "DC=bench,DC=example,DC=com";
    private static final String ROOT = "OU=People," + SUFFIX;
    static final String USER = "CN=alice," + ROOT;

    private static final int KIBIBYTE = 1024;

    private final String base;
    private final ByteBuf encodedBase;
    private final int entries;
    private final int valueBytes;
    private final ByteBuf entry;
    private final Operation search;

    /** @param valueBytes of the entry's largest value */
    CannedAnswer(String name, int entries, int valueBytes) {
        base = "OU=" + name + "," + ROOT;
        encodedBase = Unpooled.copiedBuffer(base, StandardCharsets.US_ASCII);
        this.entries = entries;
        this.valueBytes = valueBytes;
        byte[] encoded = Operation.encode(new SearchResultEntryProtocolOp(entry(0)));
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

    /** What a directory server must hold to give these answers, and to take the benchmark's bind. */
    public static List<Entry> tree(List<CannedAnswer> answers) {
        List<Entry> tree = new ArrayList<>();
        tree.add(new Entry(
                SUFFIX, new Attribute("objectClass", "dcObject", "organization"), new Attribute("o", "bench")));
        tree.add(unit(ROOT));
        tree.add(new Entry(
                USER, new Attribute("objectClass", "user"), new Attribute("userPassword", Operation.PASSWORD)));
        for (CannedAnswer answer : answers) {
            tree.add(unit(answer.base));
            for (int i = 0; i < answer.entries; i++) {
                Entry entry = answer.entry(i);
                entry.addAttribute("objectClass", "user");
                entry.addAttribute("sAMAccountName", "alice");
                tree.add(entry);
            }
        }
        return tree;
    }

    private static Entry unit(String dn) {
        return new Entry(dn, new Attribute("objectClass", "organizationalUnit"));
    }

    // Random bytes from a fixed seed, as a photograph is: nothing that a proxy could be clever about.
    private Entry entry(int number) {
        String name = String.format(Locale.ROOT, "Alice Ames %04d", number);
        Entry entry = new Entry(
                "CN=" + name + "," + base,
                new Attribute("cn", name),
                new Attribute("mail", "alice@example.com"),
                new Attribute("userPrincipalName", "alice@bench.example.com"),
                new Attribute(
                        "memberOf", "CN=staff,OU=Groups,DC=bench,DC=example,DC=com", "CN=wiki,OU=Groups,DC=bench"));
        if (valueBytes > 0) {
            byte[] value = new byte[valueBytes];
            new Random(1).nextBytes(value);
            entry.addAttribute("thumbnailPhoto", value);
        }
        return entry;
    }

    /** What its search asks for. */
    List<String> attributes() {
        List<String> login = List.of("cn", "mail", "memberOf", "userPrincipalName");
        return valueBytes == 0
                ? login
                : Stream.concat(login.stream(), Stream.of("thumbnailPhoto")).toList();
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

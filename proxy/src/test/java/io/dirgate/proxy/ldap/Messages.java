package io.dirgate.proxy.ldap;

import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.LDAPResponse;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;

/** LDAP messages as another implementation writes and reads them. */
final class Messages {
    private Messages() {}

    static byte[] message(int id, ProtocolOp op, Control... controls) {
        return new LDAPMessage(id, op, controls).encode().encode();
    }

    static byte[] search(int id, String base, SearchScope scope, String filter, Control... controls) {
        try {
            return message(
                    id,
                    new SearchRequestProtocolOp(
                            base, scope, DereferencePolicy.NEVER, 0, 0, false, Filter.create(filter), List.of("cn")),
                    controls);
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] entry(int id, String dn, int valueSize) {
        return message(id, new SearchResultEntryProtocolOp(new Entry(dn, attribute(valueSize))));
    }

    static byte[] done(int id) {
        return message(id, new SearchResultDoneProtocolOp(0, null, null, null));
    }

    /** What a client that is not ours makes of the bytes; releases them. */
    static LDAPResponse response(ByteBuf message) throws Exception {
        byte[] bytes = bytes(message);
        try (ASN1StreamReader reader = new ASN1StreamReader(new ByteArrayInputStream(bytes))) {
            LDAPResponse read = LDAPMessage.readLDAPResponseFrom(reader, true);
            if (read == null) {
                throw new AssertionError("no bytes");
            }
            return read;
        }
    }

    /** What a server that is not ours makes of the bytes; releases them. */
    static LDAPMessage request(ByteBuf message) throws Exception {
        byte[] bytes = bytes(message);
        try (ASN1StreamReader reader = new ASN1StreamReader(new ByteArrayInputStream(bytes))) {
            LDAPMessage read = LDAPMessage.readFrom(reader, true);
            if (read == null) {
                throw new AssertionError("no bytes");
            }
            return read;
        }
    }

    static byte[] bytes(ByteBuf message) {
        byte[] bytes = new byte[message.readableBytes()];
        message.readBytes(bytes).release();
        return bytes;
    }

    /** What is in a frame; releases it. */
    static byte[] framed(LdapFrame frame) {
        byte[] bytes = new byte[frame.length()];
        frame.buffer().getBytes(frame.start(), bytes);
        frame.release();
        return bytes;
    }

    /** The frame as the decoder would cut it; not from a pool, so that nobody need release it. */
    static LdapFrame frame(byte[] message) throws LdapProtocolException {
        ByteBuf in = Unpooled.wrappedBuffer(message);
        LdapEnvelope envelope = envelope(message);
        LdapOp op = LdapOp.ofRequestTag(envelope.opTag());
        if (op == null) {
            throw new AssertionError("not a request");
        }
        return new LdapFrame(
                op, envelope.messageId(), in, 0, envelope.opStart(), envelope.opEnd(), envelope.end(), null);
    }

    static LdapEnvelope envelope(byte[] message) throws LdapProtocolException {
        LdapEnvelope envelope = new LdapEnvelope();
        if (!envelope.read(Unpooled.wrappedBuffer(message), 0, message.length)) {
            throw new AssertionError("not a whole message");
        }
        return envelope;
    }

    static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes.replace(" ", ""));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static com.unboundid.ldap.sdk.Attribute attribute(int valueSize) {
        return new com.unboundid.ldap.sdk.Attribute("description", "x".repeat(valueSize));
    }
}

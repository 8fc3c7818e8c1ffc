package io.dirgate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
    private final List<String> seen = new ArrayList<>();
    private final AnswerReader reader = new AnswerReader(UnpooledByteBufAllocator.DEFAULT, new AnswerReader.Answers() {
        @Override
        public void onEntry(int messageId, int contentLength) {
            seen.add("entry " + messageId + " of " + contentLength);
        }

        @Override
        public void onResult(int messageId, int tag, int resultCode) {
            seen.add("result " + messageId + " " + Integer.toHexString(tag) + " " + resultCode);
        }
    });

    @Test
    void answersAreReadWhereverTheirBytesAreCut() {
        byte[] bytes = concatenated(entry(7, 10), entry(7, 300), done(7, 0), entry(40_000, 70_000), done(40_000, 32));
        reader.read(Unpooled.wrappedBuffer(bytes));
        List<String> whole = List.copyOf(seen);
        assertThat(whole).hasSize(5).element(4).isEqualTo("result 40000 65 32");

        for (int step : new int[] {1, 2, 3, 7, 11, 12, 100, 4_096}) {
            seen.clear();
            for (int at = 0; at < bytes.length; at += step) {
                reader.read(Unpooled.wrappedBuffer(bytes, at, Math.min(step, bytes.length - at)));
            }
            assertThat(seen).as("in pieces of %d bytes", step).isEqualTo(whole);
        }
    }

    @Test
    void bytesThatAreNoLdapAreRefused() {
        ByteBuf http = Unpooled.copiedBuffer("HTTP/1.1 400", StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> reader.read(http))
                .isInstanceOf(WrongAnswerException.class)
                .hasMessageContaining("0x48");
    }

    private static byte[] entry(int id, int size) {
        return encode(id, new SearchResultEntryProtocolOp("cn=x", List.of(new Attribute("photo", new byte[size]))));
    }

    private static byte[] done(int id, int code) {
        return encode(id, new SearchResultDoneProtocolOp(code, null, null, null));
    }

    private static byte[] encode(int id, ProtocolOp op) {
        return new LDAPMessage(id, op).encode().encode();
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteBuf all = Unpooled.buffer();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }
}

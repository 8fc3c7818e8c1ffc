package io.dirgate.proxy.ldap;

import static io.dirgate.proxy.ldap.Messages.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.SearchScope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LdapEnvelopeTest {
    private final LdapEnvelope envelope = new LdapEnvelope();

    @Test
    void readsShortLengthsAtAnyIndex() throws LdapProtocolException {
        ByteBuf in = Unpooled.wrappedBuffer(hex("ffff 300c 020107 650700000000000000 ffff"));

        assertThat(envelope.read(in, 2, in.writerIndex())).isTrue();

        assertThat(envelope.start()).isEqualTo(2);
        assertThat(envelope.end()).isEqualTo(16);
        assertThat(envelope.length()).isEqualTo(14);
        assertThat(envelope.messageId()).isEqualTo(7);
        assertThat(envelope.opTag()).isEqualTo(0x65);
        assertThat(envelope.opStart()).isEqualTo(9);
        assertThat(envelope.opEnd()).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource({
        "308400000010 020107 658400000007 0a010004000400, 7, 15, 22",
        "30820010 020107 658400000007 0a010004000400, 7, 13, 20",
        "3081 0d 02020100 6507 0a010004000400, 256, 9, 16",
        "3010 02047fffffff 81 00 0000000000000000, 2147483647, 10, 10",
        "3010 028400000001 01 6507 0a010004000400, 1, 11, 18",
    })
    void readsLongLengthsAsActiveDirectoryWritesThem(String message, int id, int opStart, int opEnd)
            throws LdapProtocolException {
        byte[] bytes = hex(message);

        assertThat(envelope.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length))
                .isTrue();

        assertThat(envelope.messageId()).isEqualTo(id);
        assertThat(envelope.opStart()).isEqualTo(opStart);
        assertThat(envelope.opEnd()).isEqualTo(opEnd);
    }

    @ParameterizedTest
    @CsvSource({
        "3080 020107 6500 0000, indefinite BER length",
        "30850000000010 020107, BER length of 5 octets",
        "30ff, BER length of 127 octets",
        "308480000000 020107, BER length of 2147483648 bytes",
        "3084ffffffff 020107, BER length of 4294967295 bytes",
        "30847fffffff 020107, BER length of 2147483647 bytes",
        "300a 02050000000001 6500 00, message id is not a number from 0 to 2147483647",
        "3006 0201ff 6500 00, message id is not a number from 0 to 2147483647",
        "3005 0200 6500 00, message id is not a number from 0 to 2147483647",
        "3005 0a0107 6500, message id has tag 0xa",
        "3005 020107 6501, operation is longer than its message",
        "3009 020107 65847fffffff, operation is longer than its message",
        "3005 020107 6580, indefinite BER length",
        "3003 020107, message ends before its operation",
        "3000, message ends before its operation",
        "3003 020207, message ends before its operation",
        "4745, 'not an LDAP message: it begins with a capital letter, as HTTP and other text protocols do'",
        "1603, not an LDAP message: it begins with a TLS handshake",
        "00, not an LDAP message: it begins with byte 0x0",
    })
    void refuses(String message, String why) {
        byte[] bytes = hex(message);
        assertThatThrownBy(() -> envelope.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length))
                .isInstanceOf(LdapProtocolException.class)
                .hasMessage(why);
    }

    @Test
    void anIdThatWouldTakeLongToArriveIsNotWaitedFor() throws LdapProtocolException {
        byte[] bytes = Arrays.copyOf(hex("3084 00010000 0282 f000"), 64);

        assertThat(envelope.read(Unpooled.wrappedBuffer(bytes), 0, 12)).isFalse();
        assertThatThrownBy(() -> envelope.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length))
                .hasMessage("message id of more than four octets");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 300, 70_000})
    void noPrefixThrowsAndNothingBehindItIsRead(int base) throws LdapProtocolException {
        byte[] message = Messages.search(1_000_000, "o=" + "x".repeat(base), SearchScope.SUB, "(cn=a)");
        int known = -1;
        for (int arrived = 0; arrived <= Math.min(message.length, 64); arrived++) {
            // Behind what has arrived lie no bytes at all: one look too far would throw.
            ByteBuf in = Unpooled.wrappedBuffer(Arrays.copyOf(message, arrived));
            if (envelope.read(in, 0, arrived)) {
                known = known < 0 ? arrived : known;
                assertThat(envelope.length()).isEqualTo(message.length);
                assertThat(envelope.messageId()).isEqualTo(1_000_000);
            } else {
                assertThat(known).as("readable after fewer bytes").isEqualTo(-1);
            }
        }
        assertThat(known).isBetween(1, LdapEnvelope.MAX_HEADER);
    }

    @Test
    void theLongestHeaderIsReadAtItsLastByte() throws LdapProtocolException {
        byte[] bytes = hex("308400000010 028400000004 00000001 658400000000");
        for (int arrived = 0; arrived < LdapEnvelope.MAX_HEADER; arrived++) {
            assertThat(envelope.read(Unpooled.wrappedBuffer(bytes), 0, arrived)).isFalse();
        }
        assertThat(envelope.read(Unpooled.wrappedBuffer(bytes), 0, LdapEnvelope.MAX_HEADER))
                .isTrue();
    }
}

package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientHelloTest {
    /** Version, random, no session, one cipher suite, no compression. */
    private static final String HEAD = "0303" + "11".repeat(32) + "00" + "0002c02f" + "0100";

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, true",
                "0000, true",
                "0008 000d0004 00020201, true",
                "000a 000d0006 000402010203, true",
                "000a 000d0006 000402010401, false",
                "000a 000d0006 000401010804, false",
                // With TLS 1.3 on offer SHA-1 is out of the question.
                "000f 000d0004 00020201 002b0003 020304, false",
                "000f 000d0004 00020201 002b0003 020303, true",
            })
    void sha1AloneIsToldFromTheExtensions(String extensions, boolean onlySha1) {
        String hello = HEAD + (extensions == null ? "" : extensions.replace(" ", ""));
        assertThat(knowsOnlySha1(hello)).isEqualTo(onlySha1);
    }

    @Test
    void whatCannotBeReadIsLeftToTls() {
        String whole = HEAD + "0008000d000400020201";
        for (int length = 0; length < whole.length(); length += 2) {
            boolean withoutExtensions = length == HEAD.length();
            assertThat(knowsOnlySha1(whole.substring(0, length))).isEqualTo(withoutExtensions);
        }
        assertThat(knowsOnlySha1(HEAD.replaceFirst("0303", "0301"))).isFalse();
    }

    private static boolean knowsOnlySha1(String hex) {
        ByteBuf hello = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
        return ClientHello.knowsOnlySha1(hello);
    }
}

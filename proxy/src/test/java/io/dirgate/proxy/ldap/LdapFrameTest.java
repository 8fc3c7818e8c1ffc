package io.dirgate.proxy.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LdapFrameTest {
    /** Of three bytes each: what is before the operation, its content, what is behind it. */
    private static final String BYTES = "010203" + "aabbcc" + "040506";

    @Test
    void aBindLeavesNoPasswordBehind() {
        assertThat(afterRelease(LdapOp.BIND)).isEqualTo("010203" + "000000" + "040506");
    }

    @Test
    void othersAreLeftAsTheyAre() {
        assertThat(afterRelease(LdapOp.SEARCH)).isEqualTo(BYTES);
    }

    private static String afterRelease(LdapOp op) {
        ByteBuf buffer = Unpooled.wrappedBuffer(HexFormat.of().parseHex(BYTES));
        new LdapFrame(op, 1, buffer.retain(), 0, 3, 6, 9, null).release();
        try {
            return ByteBufUtil.hexDump(buffer);
        } finally {
            buffer.release();
        }
    }
}

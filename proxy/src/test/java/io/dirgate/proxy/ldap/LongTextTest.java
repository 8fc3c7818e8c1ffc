package io.dirgate.proxy.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LongTextTest {
    private static final int LIMIT = 1024;

    @Test
    void aNameBehindManySpacesIsStillShown() {
        assertThat(shortened("CN=" + " ".repeat(1_100) + "u1")).matches("CN= u1 \\[1105 bytes, SHA-256 [0-9a-f]{16}]");
    }

    @Test
    void theEndOfALongNameIsShownAsWellAsItsBeginning() {
        String text = shortened("CN=u1," + "OU=x,".repeat(1_000) + "DC=corp");
        assertThat(text)
                .startsWith("CN=u1,OU=x,")
                .contains(" ... ")
                .containsPattern("OU=x,DC=corp \\[5013 bytes, SHA-256 .{16}]$");
        assertThat(text.length()).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void namesWithTheSameEndsDiffer() {
        String one = "CN=u1," + "OU=x,".repeat(1_000) + "DC=corp";
        String other = "CN=u1," + "OU=x,".repeat(500) + "OU=y," + "OU=x,".repeat(499) + "DC=corp";
        assertThat(shortened(one)).hasSameSizeAs(shortened(other)).isNotEqualTo(shortened(other));
    }

    @Test
    void noCharacterIsCutInTwo() {
        for (int shift = 0; shift < 4; shift++) {
            assertThat(shortened("x".repeat(shift) + "\ud83d\udddd".repeat(1_000)))
                    .doesNotContain("\ufffd");
        }
    }

    @Test
    void aNameOfManyMegabytesIsShortenedTheSameWay() {
        String text = shortened("CN=u1," + " ".repeat(10_000_000) + "DC=corp");
        assertThat(text).startsWith("CN=u1, DC=corp [10000013 bytes");
    }

    private static String shortened(String name) {
        ByteBuf in = Unpooled.copiedBuffer(name, StandardCharsets.UTF_8);
        Utf8Text into = new Utf8Text();
        LongText.write(in, 0, in.readableBytes(), into, LIMIT);
        assertThat(into.length()).isLessThanOrEqualTo(LIMIT);
        return into.toString();
    }
}

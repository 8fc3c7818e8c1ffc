package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSignatureCheckTest {
    /** A message of another kind with bytes in it that could be mistaken, and one without content. */
    private static final String BEFORE = "10000004" + "0f000004" + "0e000000";

    private final EmbeddedChannel channel = new EmbeddedChannel(new ClientSignatureCheck());

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource({
        "0201, 1, true",
        "0201, 7, true",
        "0201, 1000, true",
        "0101, 3, true",
        "0401, 1, false",
        "0401, 7, false",
        "0804, 1000, false",
    })
    void sha1IsFoundHoweverTheBytesCome(String algorithm, int atATime, boolean refused) {
        byte[] flight = ByteBufUtil.decodeHexDump(BEFORE + "0f000004" + algorithm + "0000");
        for (int recordSize : new int[] {1, 5, 1000}) {
            EmbeddedChannel one = new EmbeddedChannel(new ClientSignatureCheck());
            write(one, records(flight, recordSize), atATime);

            assertThat(one.isOpen()).isEqualTo(!refused);
            ByteBuf alert = one.readOutbound();
            assertThat(alert == null ? "" : ByteBufUtil.hexDump(alert)).isEqualTo(refused ? "1503030002022f" : "");
            if (alert != null) {
                alert.release();
            }
            one.finishAndReleaseAll();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"140303000101", "1703030002ffff"})
    void itLeavesWhereEncryptionBegins(String next) {
        write(channel, records(ByteBufUtil.decodeHexDump(BEFORE), 1000), 1000);
        assertThat(channel.pipeline().get(ClientSignatureCheck.class)).isNotNull();
        write(channel, ByteBufUtil.decodeHexDump(next), 1000);
        assertThat(channel.pipeline().get(ClientSignatureCheck.class)).isNull();
    }

    private static byte[] records(byte[] content, int size) {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < content.length; i += size) {
            byte[] part = Arrays.copyOfRange(content, i, Math.min(content.length, i + size));
            records.append("160303%04x".formatted(part.length)).append(ByteBufUtil.hexDump(part));
        }
        return ByteBufUtil.decodeHexDump(records);
    }

    private static void write(EmbeddedChannel to, byte[] bytes, int atATime) {
        for (int i = 0; i < bytes.length && to.isOpen(); i += atATime) {
            to.writeInbound(Unpooled.copiedBuffer(bytes, i, Math.min(atATime, bytes.length - i)));
        }
    }
}

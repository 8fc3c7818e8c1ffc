package io.dirgate.proxy.ldap;

import static io.dirgate.proxy.ldap.Messages.hex;
import static io.dirgate.proxy.ldap.Messages.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NettyLeakDetectorExtension.class)
class ResponseDecoderTest {
    private static final byte[] SMALL = Messages.entry(1, "cn=a", 10);
    private static final byte[] LONG_LENGTH = hex("308400000010 020102 658400000007 0a010004000400");
    private static final byte[] LARGE = Messages.entry(4, "cn=b", 3 * ResponseDecoder.HELD_WHOLE);

    private final Recorder sink = new Recorder();
    private final EmbeddedChannel channel = new EmbeddedChannel(new ResponseDecoder(sink));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void responsesAreTheSameWhereverTheStreamIsSplit() {
        byte[] stream = join(SMALL, LONG_LENGTH, Messages.entry(3, "cn=c", 300), Messages.done(5));
        for (int split = 0; split <= stream.length; split++) {
            sink.clear();
            write(stream, 0, split);
            write(stream, split, stream.length);
            assertThat(sink.bytes()).isEqualTo(stream);
            assertThat(sink.ids).containsExactly(1, 2, 3, 5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void responsesAreTheSameInAnyChunks(int seed) {
        Random random = new Random(seed);
        byte[] stream = join(SMALL, LARGE, LONG_LENGTH, LARGE, SMALL, Messages.entry(6, "cn=d", 40_000), SMALL);
        int most = seed % 2 == 0 ? 2_000 : 90_000;
        for (int at = 0; at < stream.length; ) {
            int end = Math.min(stream.length, at + 1 + random.nextInt(most));
            write(stream, at, end);
            at = end;
        }
        assertThat(sink.bytes()).isEqualTo(stream);
        assertThat(sink.ids).containsExactly(1, 4, 2, 4, 1, 6, 1);
    }

    @Test
    void nothingOfAResponseIsPassedOnBeforeItIsWhole() {
        write(SMALL, 0, SMALL.length - 1);
        assertThat(sink.bytes()).isEmpty();
        assertThat(decoder().isMidResponse()).isFalse();

        write(SMALL, SMALL.length - 1, SMALL.length);
        assertThat(sink.bytes()).isEqualTo(SMALL);
    }

    @Test
    void aLargeResponseIsStreamedAndNeverHeldWhole() {
        int step = 1000;
        for (int at = 0; at < LARGE.length; at += step) {
            int end = Math.min(LARGE.length, at + step);
            write(LARGE, at, end);
            assertThat(end - sink.bytes().length).isLessThan(ResponseDecoder.HELD_WHOLE);
            assertThat(decoder().isMidResponse()).isEqualTo(sink.bytes().length > 0 && end < LARGE.length);
        }
        assertThat(sink.bytes()).isEqualTo(LARGE);
        assertThat(sink.ids).containsExactly(4);
        assertThat(sink.largestVisible).isLessThanOrEqualTo(ResponseDecoder.HELD_WHOLE);
    }

    @Test
    void aDroppedLargeResponseIsNotOneInPart() {
        sink.dropped = id -> id == 4;
        write(LARGE, 0, LARGE.length - 1);
        assertThat(decoder().isMidResponse()).isFalse();

        write(join(Arrays.copyOfRange(LARGE, LARGE.length - 1, LARGE.length), SMALL));
        assertThat(sink.bytes()).isEqualTo(SMALL);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 1000, 70_000, 1_000_000})
    void onlyWhatIsDroppedIsMissing(int chunk) {
        sink.dropped = id -> id % 3 == 0;
        List<byte[]> all = new ArrayList<>();
        List<byte[]> kept = new ArrayList<>();
        Random random = new Random(42);
        for (int i = 0; i < 40; i++) {
            int id = random.nextInt(100);
            byte[] entry = Messages.entry(id, "cn=e", i % 20 == 5 && chunk >= 1000 ? 100_000 : random.nextInt(200));
            all.add(entry);
            if (id % 3 != 0) {
                kept.add(entry);
            }
        }
        byte[] stream = join(all.toArray(new byte[0][]));
        for (int at = 0; at < stream.length; at += chunk) {
            write(stream, at, Math.min(stream.length, at + chunk));
        }
        assertThat(sink.bytes()).isEqualTo(join(kept.toArray(new byte[0][])));
    }

    @Test
    void aRunOfResponsesIsOnePiece() {
        write(join(SMALL, SMALL, SMALL));

        assertThat(sink.pieces).hasSize(1);
        assertThat(sink.reads).isEqualTo(1);
    }

    @Test
    void whatIsGoodIsHandedOverBeforeWhatIsMalformed() {
        write(join(SMALL, LONG_LENGTH, hex("160301"), SMALL));

        assertThat(sink.bytes()).isEqualTo(join(SMALL, LONG_LENGTH));
        assertThat(sink.malformed).hasMessage("not an LDAP message: it begins with a TLS handshake");
        write(SMALL);
        assertThat(sink.ids).containsExactly(1, 2);
    }

    @Test
    void whatTheSinkCannotReadIsMalformedToo() {
        sink.refused = 2;
        write(join(SMALL, LONG_LENGTH, SMALL));

        assertThat(sink.bytes()).isEqualTo(SMALL);
        assertThat(sink.malformed).hasMessage("refused");
    }

    @Test
    void malformedAcrossTwoReadsIsFound() {
        write(join(SMALL, hex("30")));
        write(hex("80"));

        assertThat(sink.bytes()).isEqualTo(SMALL);
        assertThat(sink.malformed).hasMessage("indefinite BER length");
    }

    @Test
    void afterStopNothingIsHeard() {
        write(SMALL, 0, 5);
        decoder().stop();
        write(SMALL, 5, SMALL.length);
        write(hex("160301"));

        assertThat(sink.ids).isEmpty();
        assertThat(sink.bytes()).isEmpty();
        assertThat(sink.malformed).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSinkThatStopsInAResponseHearsNoMoreOfTheSameRead(boolean heldFirst) {
        sink.stopAt = 2;
        byte[] stream = join(LONG_LENGTH, SMALL, hex("160301"));
        int first = heldFirst ? 4 : 0;
        write(stream, 0, first);
        int reads = sink.reads;
        write(stream, first, stream.length);

        assertThat(sink.ids).containsExactly(2);
        assertThat(sink.bytes()).isEmpty();
        assertThat(sink.malformed).isNull();
        assertThat(sink.reads).isEqualTo(reads);
    }

    @Test
    void aSecurityLayersBytesPassUnread() {
        byte[] wrapped = hex("00000004 deadbeef 160301");
        write(SMALL);
        decoder().passLayer();
        write(wrapped);

        assertThat(sink.bytes()).isEqualTo(join(SMALL, wrapped));
        assertThat(sink.malformed).isNull();
    }

    private ResponseDecoder decoder() {
        return channel.pipeline().get(ResponseDecoder.class);
    }

    private void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    private void write(byte[] bytes, int start, int end) {
        ByteBuf in = channel.alloc().buffer(Math.max(1, end - start)).writeBytes(bytes, start, end - start);
        channel.writeInbound(in);
    }

    /** Keeps what it hears. */
    private final class Recorder implements ResponseDecoder.Sink {
        private final List<byte[]> pieces = new ArrayList<>();
        private final List<Integer> ids = new ArrayList<>();
        private IntPredicate dropped = id -> false;
        private int refused = -1;
        private int stopAt = -1;
        private int reads;
        private int largestVisible;
        private @Nullable LdapProtocolException malformed;

        @Override
        public Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
            if (envelope.messageId() == refused) {
                throw new LdapProtocolException("refused");
            }
            ids.add(envelope.messageId());
            int visible = in.writerIndex() - envelope.start();
            assertThat(visible).isGreaterThanOrEqualTo(Math.min(envelope.length(), ResponseDecoder.HELD_WHOLE));
            largestVisible = Math.max(largestVisible, visible);
            if (envelope.messageId() == stopAt) {
                decoder().stop();
            }
            return dropped.test(envelope.messageId()) ? Fate.DROP : Fate.PASS;
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            pieces.add(Messages.bytes(bytes));
        }

        @Override
        public void onReadComplete() {
            reads++;
        }

        @Override
        public void onMalformed(LdapProtocolException reason) {
            malformed = reason;
        }

        private byte[] bytes() {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            pieces.forEach(joined::writeBytes);
            return joined.toByteArray();
        }

        private void clear() {
            pieces.clear();
            ids.clear();
        }
    }
}

package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineRingTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final WritableByteChannel out = Channels.newChannel(written);
    private final LineRing ring = new LineRing(16);

    @Test
    void linesComeOutInOrderRoundTheEnd() throws IOException {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            String line = "line " + i + "\n";
            assertThat(offer(line)).isTrue();
            expected.append(line);
            ring.drainTo(out);
        }

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo(expected.toString());
    }

    @Test
    void aLineThatDoesNotFitIsRefusedWhole() throws IOException {
        assertThat(offer("0123456789\n")).isTrue();
        assertThat(ring.isHalfFull()).isTrue();
        assertThat(offer("abcdef\n")).isFalse();
        assertThat(offer("abcd\n")).isTrue();

        ring.drainTo(out);

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("0123456789\nabcd\n");
        assertThat(ring.isHalfFull()).isFalse();
    }

    @Test
    void afterAnErrorInsideALineItsRestComesFirst() throws IOException {
        offer("0123456789\n");
        assertThatThrownBy(() -> ring.drainTo(new FullAfter(4))).isInstanceOf(IOException.class);
        offer("abcd\n");

        ring.drainTo(out);

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("0123456789\nabcd\n");
    }

    private boolean offer(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return ring.offer(bytes, bytes.length);
    }

    /** A disk with room for so many bytes. */
    private final class FullAfter implements WritableByteChannel {
        private int room;

        FullAfter(int room) {
            this.room = room;
        }

        @Override
        public int write(ByteBuffer lines) throws IOException {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            int bytes = Math.min(room, lines.remaining());
            for (int i = 0; i < bytes; i++) {
                written.write(lines.get());
            }
            room -= bytes;
            return bytes;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}

package io.dirgate.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

class KeptBuffersTest {
    @Test
    void memoryIsTakenOnceAndKept() {
        try (KeptBuffers kept = new KeptBuffers()) {
            assertThat(kept.reserved()).isEqualTo(1 << 20);
            ByteBuf page = kept.allocator().ioBuffer(500_000);
            ByteBuf probe = kept.allocator().ioBuffer(2_048);

            assertThat(page.isDirect()).isTrue();
            assertThat(kept.reserved()).isEqualTo(1 << 20);
            page.release();
            probe.release();
            assertThat(kept.reserved()).isEqualTo(1 << 20);
        }
    }
}

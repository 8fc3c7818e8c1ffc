package io.dirgate.proxy.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Direct memory that is reserved at the start for probes and the admin listener, which must work even if clients use
 * all other memory.
 */
final class KeptBuffers implements AutoCloseable {
    private static final int PAGE = 8 * 1024;

    /** One chunk of a megabyte. */
    private static final int MAX_ORDER = 7;

    private final PooledByteBufAllocator allocator =
            new PooledByteBufAllocator(true, 0, 1, PAGE, MAX_ORDER, 0, 0, false);

    /** Prevents the allocator from releasing an empty chunk. */
    private final ByteBuf anchor = allocator.directBuffer(16);

    ByteBufAllocator allocator() {
        return allocator;
    }

    /** In bytes. */
    long reserved() {
        return allocator.metric().usedDirectMemory();
    }

    @Override
    public void close() {
        anchor.release();
    }
}

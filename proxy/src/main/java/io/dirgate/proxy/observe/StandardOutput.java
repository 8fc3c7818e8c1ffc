package io.dirgate.proxy.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Standard output without the buffer and lock of {@link System#out}. Closing it does nothing, because the whole process
 * uses it.
 */
final class StandardOutput implements WritableByteChannel {
    private final FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();

    @Override
    public int write(ByteBuffer lines) throws IOException {
        return out.write(lines);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}

package io.dirgate.proxy.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** Standard output without {@link System#out}'s buffer and lock. It is the whole process' and stays open. */
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

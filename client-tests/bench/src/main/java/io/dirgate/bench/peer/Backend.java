package io.dirgate.bench.peer;

import java.net.InetSocketAddress;

/** A directory server that a proxy is put in front of. */
public interface Backend extends AutoCloseable {
    InetSocketAddress address();

    /** True if it speaks LDAPS. */
    boolean isTls();

    @Override
    void close();
}

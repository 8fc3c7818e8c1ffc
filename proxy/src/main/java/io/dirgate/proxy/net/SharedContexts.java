package io.dirgate.proxy.net;

import io.dirgate.proxy.tls.TlsContexts;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A listener's TLS contexts with a reference count. They are closed when the listener no longer serves them and the
 * last connection that began with them has ended, because a connection in clear may send StartTLS at any time.
 */
final class SharedContexts {
    private final TlsContexts contexts;

    /** The listener is the first user. */
    private final AtomicInteger users = new AtomicInteger(1);

    SharedContexts(TlsContexts contexts) {
        this.contexts = contexts;
    }

    TlsContexts contexts() {
        return contexts;
    }

    void retain() {
        users.incrementAndGet();
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            contexts.close();
        }
    }
}

package io.dirgate.proxy.net;

import io.dirgate.proxy.config.LimitsConfig;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts clients' connections, in all and by address, and says when there are enough. Shared by all listeners. */
final class ConnectionLimiter {
    private final LimitsConfig limits;
    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    ConnectionLimiter(LimitsConfig limits) {
        this.limits = limits;
    }

    /** @return null if the connection may stay, and must be {@linkplain #release released}; else the limit that forbids it */
    @Nullable
    String admit(InetAddress client) {
        if (all.incrementAndGet() > limits.connections()) {
            all.decrementAndGet();
            return "limits.connections";
        }
        if (byAddress.merge(client, 1, Integer::sum) > limits.connectionsPerAddress()) {
            release(client);
            return "limits.connectionsPerAddress";
        }
        return null;
    }

    void release(InetAddress client) {
        all.decrementAndGet();
        byAddress.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
    }
}

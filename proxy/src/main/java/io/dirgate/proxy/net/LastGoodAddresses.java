package io.dirgate.proxy.net;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Resolves host names and remembers the results. If the name servers fail or are slow, a host's last known address is
 * used, so that their outage does not become an outage of the directory.
 */
final class LastGoodAddresses extends AddressResolverGroup<InetSocketAddress> {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final AddressResolverGroup<InetSocketAddress> asked;
    private final Map<String, InetSocketAddress> known = new ConcurrentHashMap<>();

    LastGoodAddresses(AddressResolverGroup<InetSocketAddress> asked) {
        this.asked = asked;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        AddressResolver<InetSocketAddress> resolver = asked.getResolver(executor);
        return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {
            @Override
            protected boolean doIsResolved(InetSocketAddress address) {
                return !address.isUnresolved();
            }

            @Override
            protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
                InetSocketAddress last = last(address);
                resolver.resolve(address).addListener(done -> {
                    if (done.isSuccess()) {
                        InetSocketAddress fresh = (InetSocketAddress) done.getNow();
                        known.put(address.getHostString(), fresh);
                        promise.trySuccess(fresh);
                    } else if (last != null) {
                        promise.trySuccess(last);
                    } else {
                        promise.tryFailure(done.cause());
                    }
                });
                if (last != null && !promise.isDone()) {
                    executor.schedule(() -> promise.trySuccess(last), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }

            @Override
            protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
                resolver.resolveAll(address, promise);
            }
        };
    }

    private @Nullable InetSocketAddress last(InetSocketAddress wanted) {
        InetSocketAddress last = known.get(wanted.getHostString());
        return last == null ? null : new InetSocketAddress(last.getAddress(), wanted.getPort());
    }

    @Override
    public void close() {
        super.close();
        asked.close();
    }
}

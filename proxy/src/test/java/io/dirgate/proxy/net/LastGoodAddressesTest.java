package io.dirgate.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastGoodAddressesTest {
    private final DefaultEventExecutor executor = new DefaultEventExecutor();
    private final Names names = new Names();
    private final LastGoodAddresses addresses = new LastGoodAddresses(names);

    @AfterEach
    void end() {
        addresses.close();
        executor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aFreshAddressIsTakenAndRemembered() throws Exception {
        names.says = "10.0.0.1";
        assertThat(resolve(389)).isEqualTo("10.0.0.1:389");
        names.says = "10.0.0.2";
        assertThat(resolve(636)).isEqualTo("10.0.0.2:636");
    }

    @Test
    void failureAndSilenceAreBridgedByTheLastKnownAddress() throws Exception {
        names.says = "unknown";
        assertThatThrownBy(() -> resolve(389)).hasCauseInstanceOf(UnknownHostException.class);
        names.says = "10.0.0.1";
        resolve(389);
        names.says = "unknown";
        assertThat(resolve(636)).isEqualTo("10.0.0.1:636");
        names.says = "nothing";
        assertThat(resolve(389)).isEqualTo("10.0.0.1:389");
    }

    private String resolve(int port) throws Exception {
        InetSocketAddress found = addresses
                .getResolver(executor)
                .resolve(InetSocketAddress.createUnresolved("dc1.corp.example.com", port))
                .get(10, TimeUnit.SECONDS);
        return found.getAddress().getHostAddress() + ":" + found.getPort();
    }

    private static final class Names extends AddressResolverGroup<InetSocketAddress> {
        private volatile String says = "nothing";

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {
                @Override
                protected boolean doIsResolved(InetSocketAddress address) {
                    return false;
                }

                @Override
                protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise)
                        throws UnknownHostException {
                    if (says.equals("unknown")) {
                        promise.setFailure(new UnknownHostException(address.getHostString()));
                    } else if (!says.equals("nothing")) {
                        promise.setSuccess(new InetSocketAddress(InetAddress.getByName(says), address.getPort()));
                    }
                }

                @Override
                protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }
}

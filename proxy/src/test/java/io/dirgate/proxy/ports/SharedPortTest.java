package io.dirgate.proxy.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("isEpollThere")
class SharedPortTest {
    private static final int CONNECTIONS = 40;

    private EventLoopGroup loop;
    private InetSocketAddress address;
    private final AtomicInteger atFirst = new AtomicInteger();
    private final AtomicInteger atSecond = new AtomicInteger();

    static boolean isEpollThere() {
        return Epoll.isAvailable();
    }

    @BeforeEach
    void open() {
        loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void end() {
        loop.shutdownGracefully().syncUninterruptibly();
    }

    @Test
    void newConnectionsAreTheNextProcessesOnceThereIsOne() throws IOException {
        Channel first = listen(atFirst);
        SharedPort.leaveToNext(first);
        connect();
        await().until(() -> atFirst.get() == CONNECTIONS);

        listen(atSecond);
        connect();
        await().until(() -> atSecond.get() == CONNECTIONS);
        assertThat(atFirst).hasValue(CONNECTIONS);

        first.close().syncUninterruptibly();
        connect();
        await().until(() -> atSecond.get() == 2 * CONNECTIONS);
    }

    @Test
    void anAddressIsTakenWhileSomebodyListensThere() throws IOException {
        assertThat(SharedPort.isTaken(address)).isFalse();
        Channel first = listen(atFirst);
        assertThat(SharedPort.isTaken(address)).isTrue();

        first.close().syncUninterruptibly();
        assertThat(SharedPort.isTaken(address)).isFalse();
    }

    private Channel listen(AtomicInteger accepted) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new Counting(accepted));
        Channel channel = SharedPort.bind(bootstrap, address).channel();
        address = (InetSocketAddress) channel.localAddress();
        return channel;
    }

    private void connect() throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            new Socket(address.getAddress(), address.getPort()).close();
        }
    }

    private static final class Counting extends ChannelInboundHandlerAdapter {
        private final AtomicInteger accepted;

        Counting(AtomicInteger accepted) {
            this.accepted = accepted;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            accepted.incrementAndGet();
            ctx.close();
        }
    }
}

package io.dirgate.bench.load;

import io.dirgate.bench.peer.Backend;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory server that has every answer ready: cheap enough not to be what is measured. */
public final class CannedServer implements Backend {
    /** Bytes of a large answer that are sent together. */
    private static final WriteBufferWaterMark TOGETHER = new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

    private final Channel listener;
    private final boolean tls;

    public CannedServer(EventLoop loop, List<CannedAnswer> answers) {
        this(loop, answers, null);
    }

    /** @param tls what it serves LDAPS with; without it, plain LDAP */
    public CannedServer(EventLoop loop, List<CannedAnswer> answers, @Nullable SslContext tls) {
        this.tls = tls != null;
        listener = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, TOGETHER)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new CannedSession(answers));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    @Override
    public boolean isTls() {
        return tls;
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
    }
}

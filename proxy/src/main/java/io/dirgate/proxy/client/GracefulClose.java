package io.dirgate.proxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a client's connection without losing the last message. If a socket is closed while it contains unread bytes,
 * the kernel resets the connection, and the client may lose data that was already written. Therefore this shuts down
 * the output first, then briefly reads and discards input.
 */
public final class GracefulClose {
    /** Time limit in seconds for the client to receive the last bytes. */
    private static final int FLUSH_SECONDS = 10;

    /** Time limit in seconds for the client to close after the last message. */
    private static final int LINGER_SECONDS = 1;

    private GracefulClose() {}

    /** @param lastWord written before closing; null for no message */
    public static void close(Channel channel, @Nullable ByteBuf lastWord) {
        if (!channel.isActive()) {
            if (lastWord != null) {
                lastWord.release();
            }
            channel.close();
            return;
        }
        ClientReading.set(channel, true);
        closeIn(channel, FLUSH_SECONDS);
        if (lastWord == null) {
            closeWhenFlushed(channel);
        } else {
            channel.writeAndFlush(lastWord).addListener(said -> endWriting(channel));
        }
    }

    public static void closeWhenFlushed(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private static void endWriting(Channel channel) {
        closeIn(channel, LINGER_SECONDS);
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        if (ssl != null) {
            ssl.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex && channel.isActive()) {
            duplex.shutdownOutput();
        }
    }

    private static void closeIn(Channel channel, int seconds) {
        var timer = channel.eventLoop().schedule(() -> channel.close(), seconds, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> timer.cancel(false));
    }
}

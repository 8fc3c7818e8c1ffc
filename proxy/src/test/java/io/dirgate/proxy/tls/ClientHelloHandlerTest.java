package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class ClientHelloHandlerTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final HandshakeTurns turns = new HandshakeTurns(1);
    private TlsContexts contexts;
    private EmbeddedChannel channel;

    @BeforeEach
    void connect() throws Exception {
        TestPki.Pair server = TestPki.server("localhost").issuedBy(TestPki.authority("Test CA"));
        contexts =
                TlsContexts.load(new Listeners(folder).serving("server", server).config(), ProxyMetrics.NONE);
        channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addLast(new ClientHelloHandler(contexts, turns, LIMIT));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        contexts.close();
    }

    @Test
    void aClientThatSaysNothingIsEndedAtTheLimit() {
        advance(LIMIT.minusMillis(1));
        assertThat(channel.isActive()).isTrue();
        advance(Duration.ofMillis(1));
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void oneLimitHoldsForTheClientHelloAndTheHandshakeBehindIt() throws Exception {
        ByteBuf hello = clientHello();
        channel.writeInbound(hello.readRetainedSlice(hello.readableBytes() / 2));
        advance(LIMIT.minusSeconds(1));
        channel.writeInbound(hello);
        assertThat(channel.pipeline().get(SslHandler.class)).isNotNull();
        assertThat(channel.isActive()).isTrue();

        advance(Duration.ofSeconds(1));
        assertThat(channel.isActive()).isFalse();
    }

    /** After StartTLS, or where a ClientHello comes in pieces. */
    @Test
    void theHandshakeWaitsForItsTurn() throws Exception {
        EmbeddedChannel other = new EmbeddedChannel();
        turns.begin(other, () -> false);
        channel.pipeline().fireChannelRead(clientHello());
        assertThat(channel.pipeline().get(SslHandler.class)).isNull();

        other.runPendingTasks();
        channel.runPendingTasks();
        assertThat(channel.pipeline().get(SslHandler.class)).isNotNull();
    }

    @Test
    void aConnectionThatEndsBeforeItsTurnLeavesItToTheNext() throws Exception {
        EmbeddedChannel other = new EmbeddedChannel();
        turns.begin(other, () -> false);
        channel.pipeline().fireChannelRead(clientHello());
        advance(LIMIT);
        assertThat(channel.isActive()).isFalse();

        other.runPendingTasks();
        assertThat(turns.waiting()).isZero();
        assertThat(turns.waited()).isOne();
        assertThat(turns.begin(other, () -> false)).isTrue();
    }

    private void advance(Duration time) {
        channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        while (channel.outboundMessages().peek() != null) {
            ReferenceCountUtil.release(channel.readOutbound());
        }
    }

    private static ByteBuf clientHello() throws Exception {
        SSLEngine client = SSLContext.getDefault().createSSLEngine("localhost", 636);
        client.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.wrap(ByteBuffer.allocate(0), hello);
        return Unpooled.wrappedBuffer(hello.flip());
    }
}

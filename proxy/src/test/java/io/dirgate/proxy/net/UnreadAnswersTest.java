package io.dirgate.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.client.ClientAddress;
import io.dirgate.proxy.session.ClientHandler;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnreadAnswersTest {
    private static final int ANSWER = 100_000;

    /** With what Netty counts for the buffer itself. */
    private static final int HELD = ANSWER + 96;

    private final UnreadAnswers unread = new UnreadAnswers(4 * HELD);
    private final List<EmbeddedChannel> clients = new ArrayList<>();
    private final List<EmbeddedChannel> ended = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @Test
    void beyondTheLimitTheAddressThatHoldsTheMostLosesItsOldestConnection() {
        EmbeddedChannel good = ask("192.0.2.1");
        EmbeddedChannel first = ask("192.0.2.66");
        ask("192.0.2.66");
        ask("192.0.2.66");
        assertThat(ended).isEmpty();

        ask("192.0.2.2");

        assertThat(ended).containsExactly(first);
        assertThat(good.isOpen()).isTrue();
        assertThat(unread.bytes()).isEqualTo(4 * HELD);
    }

    @Test
    void whatIsTakenOrClosedIsNotCounted() {
        EmbeddedChannel reading = ask("192.0.2.1");
        EmbeddedChannel gone = ask("192.0.2.1");
        assertThat(unread.bytes()).isEqualTo(2 * HELD);

        reading.flush();
        gone.close();

        assertThat(unread.bytes()).isZero();
    }

    @Test
    void anAnswerThatIsTakenAtOnceIsNotCounted() {
        EmbeddedChannel client = connect("192.0.2.1");
        client.write(Unpooled.wrappedBuffer(new byte[ANSWER]));
        client.flush();
        client.runPendingTasks();

        assertThat(unread.bytes()).isZero();
    }

    private EmbeddedChannel ask(String address) {
        EmbeddedChannel client = connect(address);
        client.write(Unpooled.wrappedBuffer(new byte[ANSWER]));
        clients.forEach(EmbeddedChannel::runPendingTasks);
        return client;
    }

    private EmbeddedChannel connect(String address) {
        EmbeddedChannel client = new EmbeddedChannel(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                unread.onWritabilityChanged(ctx.channel());
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                if (event instanceof ClientHandler.EndNow) {
                    ended.add((EmbeddedChannel) ctx.channel());
                }
            }
        });
        ClientAddress.set(client, new InetSocketAddress(address, 40_000));
        clients.add(client);
        return client;
    }
}

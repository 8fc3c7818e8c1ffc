package io.dirgate.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Strangers that connect, say nothing, rubbish or the beginning of TLS, and go, as fast as they are let; and between them one good client that has a
 * session now and then. What is counted is the strangers' connections, so that CPU time is that of one; the latencies are those of
 * the good client's sessions.
 */
public final class Flood extends Load {
    private static final Operation UNBIND = Operation.unbind();
    private static final int PAUSE_MILLIS = 20;

    /** The type of a TLS record. */
    private static final int HANDSHAKE = 22;

    private final int concurrency;
    private final byte[] word;
    private final Operation bind;
    private int open;
    private boolean stopped;

    /**
     * @param concurrency strangers at a time
     * @param word what each says before it waits for the end; if empty it closes at once
     * @param bind what the good client does
     */
    public Flood(Target target, int concurrency, byte[] word, Operation bind) {
        super(target);
        this.concurrency = concurrency;
        this.word = word.clone();
        this.bind = bind;
    }

    @Override
    public void start() {
        for (int i = 0; i < concurrency; i++) {
            beginStranger();
        }
        beginGood();
    }

    private void beginStranger() {
        open++;
        new Bootstrap()
                .group(target.loop())
                .channel(EpollSocketChannel.class)
                .handler(new Stranger())
                .connect(target.address())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        open--;
                        tally().fail(connected.cause().toString());
                    }
                });
    }

    private void beginGood() {
        open++;
        target.connect(this);
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public boolean isOver() {
        return open == 0;
    }

    @Override
    void onReady(Client client) {
        client.send(bind, System.nanoTime());
    }

    @Override
    void onAnswer(Client client, Operation operation, long nanos) {
        tally().completed(System.nanoTime() - client.begun());
        client.send(UNBIND, 0);
        client.close();
    }

    @Override
    void onClosed(Client client) {
        open--;
        if (goesOn()) {
            target.loop().schedule(this::goOn, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void goOn() {
        if (goesOn()) {
            beginGood();
        }
    }

    private boolean goesOn() {
        return !stopped && tally().failure() == null;
    }

    private final class Stranger extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (word.length == 0) {
                ctx.close();
            } else {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(word));
            }
        }

        /** An alert, which the proxy lets the end follow; or a ServerHello, which is all that it was after. */
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            boolean isHandshake = ((ByteBuf) message).getByte(0) == HANDSHAKE;
            ReferenceCountUtil.release(message);
            if (isHandshake) {
                ctx.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            open--;
            tally().counted();
            if (goesOn()) {
                target.loop().execute(Flood.this::beginStranger);
            }
        }

        /** Reset by the proxy: gone as well. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}

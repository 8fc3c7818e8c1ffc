package io.dirgate.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Its requests carry the message ids 1, 2, 3, …, and each must be answered once; in any order, for a server may work
 * on several.
 */
final class Client extends ChannelInboundHandlerAdapter implements AnswerReader.Answers {
    /** A power of two. */
    private static final int MAX_IN_FLIGHT = 8192;

    private final Load load;
    private final long begun = System.nanoTime();
    /** By message id; null once answered. */
    private @Nullable Operation[] operations = new Operation[16];

    private long[] begins = new long[16];
    private int[] entries = new int[16];
    private int lastSent;
    /** It and all before it. */
    private int lastAnswered;

    private boolean reading;
    private boolean closing;

    private @Nullable AnswerReader reader;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf out;

    Client(Load load) {
        this.load = load;
    }

    /** When its connection was begun, by {@link System#nanoTime()}. */
    long begun() {
        return begun;
    }

    /** Message ids from the first that is unanswered on. */
    int inFlight() {
        return lastSent - lastAnswered;
    }

    /**
     * Sends once {@link #flush()} is called, or all that has been read is worked off.
     *
     * @param begin when it should have been sent, from which its latency counts
     */
    void send(Operation operation, long begin) {
        if (operation.answerTag() != 0) {
            if (inFlight() == operations.length) {
                grow();
            }
            lastSent++;
            operations[lastSent & operations.length - 1] = operation;
            begins[lastSent & begins.length - 1] = begin;
            entries[lastSent & entries.length - 1] = 0;
            load.tally().asked();
        }
        ByteBuf to = out;
        if (to == null) {
            to = context().alloc().directBuffer(operation.request().length + Ldap.MAX_HEADER);
            out = to;
        }
        Ldap.writeHeader(to, operation.answerTag() == 0 ? lastSent + 1 : lastSent, operation.request().length);
        to.writeBytes(operation.request());
    }

    private void grow() {
        int size = operations.length * 2;
        if (size > MAX_IN_FLIGHT) {
            throw new WrongAnswerException(operations.length + " requests of one connection are unanswered");
        }
        @Nullable Operation[] largerOperations = new Operation[size];
        long[] largerBegins = new long[size];
        int[] largerEntries = new int[size];
        for (int id = lastAnswered + 1; id <= lastSent; id++) {
            largerOperations[id & size - 1] = operations[id & operations.length - 1];
            largerBegins[id & size - 1] = begins[id & begins.length - 1];
            largerEntries[id & size - 1] = entries[id & entries.length - 1];
        }
        operations = largerOperations;
        begins = largerBegins;
        entries = largerEntries;
    }

    void flush() {
        ByteBuf full = out;
        if (full != null && !reading) {
            out = null;
            context().writeAndFlush(full);
        }
    }

    /** Ends the connection behind what was sent. */
    void close() {
        closing = true;
        reading = false;
        flush();
        context().close();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not connected");
        }
        return context;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        reader = new AnswerReader(ctx.alloc(), this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (reader != null) {
            reader.close();
        }
        if (out != null) {
            out.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                load.onReady(this);
                flush();
            } else {
                fail("TLS: " + handshake.cause());
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        reading = true;
        try {
            if (reader != null && !closing) {
                reader.read(in);
            }
        } catch (WrongAnswerException e) {
            fail(e.getMessage());
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        flush();
    }

    @Override
    public void onEntry(int messageId, int contentLength) {
        Operation operation = expected(messageId);
        entries[messageId & entries.length - 1]++;
        if (operation.entryLength() != contentLength && operation.entryLength() != Operation.ANY_LENGTH) {
            throw new WrongAnswerException("an entry of " + contentLength + " bytes in place of "
                    + operation.entryLength() + " for " + operation.name());
        }
    }

    @Override
    public void onResult(int messageId, int tag, int resultCode) {
        Operation operation = expected(messageId);
        int slot = messageId & operations.length - 1;
        if (tag != operation.answerTag() || resultCode != 0 || entries[slot] != operation.entries()) {
            throw new WrongAnswerException("%s was answered by 0x%x, result code %d, after %d entries in place of %d"
                    .formatted(operation.name(), tag, resultCode, entries[slot], operation.entries()));
        }
        operations[slot] = null;
        while (lastAnswered < lastSent && operations[lastAnswered + 1 & operations.length - 1] == null) {
            lastAnswered++;
        }
        load.tally().answered();
        load.onAnswer(this, operation, System.nanoTime() - begins[slot]);
    }

    private Operation expected(int messageId) {
        Operation operation = operations[messageId & operations.length - 1];
        if (operation == null || messageId <= lastAnswered || messageId > lastSent) {
            throw new WrongAnswerException("an answer to message " + messageId + ", which was not asked or is answered;"
                    + " all up to " + lastAnswered + " are, and " + lastSent + " was asked last");
        }
        return operation;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closing) {
            fail("the connection was closed with " + inFlight() + " requests unanswered");
        }
        load.onClosed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!closing) {
            fail(cause.toString());
        }
        ctx.close();
    }

    private void fail(String reason) {
        load.tally().fail(reason);
        closing = true;
        context().close();
    }
}

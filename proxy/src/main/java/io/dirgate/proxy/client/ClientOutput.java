package io.dirgate.proxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * Writes to the client in a valid order: the gateway's own reply waits until the response that is being streamed is
 * complete.
 */
public final class ClientOutput {
    private final Channel channel;
    private final BooleanSupplier midResponse;
    private final Queue<ByteBuf> delayed = new ArrayDeque<>(1);
    private boolean unflushed;
    private long bytes;

    /** @param midResponse true while the client has received a response only in part */
    public ClientOutput(Channel channel, BooleanSupplier midResponse) {
        this.channel = channel;
        this.midResponse = midResponse;
    }

    /** Writes bytes of the directory server. */
    public void pass(ByteBuf response) {
        bytes += response.readableBytes();
        write(response);
    }

    /** Writes a reply of the gateway. */
    public void send(ByteBuf reply) {
        bytes += reply.readableBytes();
        if (midResponse.getAsBoolean()) {
            delayed.add(reply);
        } else {
            write(reply);
        }
    }

    public void sendDelayed() {
        while (!delayed.isEmpty() && !midResponse.getAsBoolean()) {
            write(delayed.remove());
        }
    }

    public boolean hasDelayed() {
        return !delayed.isEmpty();
    }

    /** Flushes only if something was written: an empty flush costs a TLS channel as much as a full one. */
    public void flush() {
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    /** Releases the replies that can no longer be sent. */
    public void drop() {
        delayed.forEach(ByteBuf::release);
        delayed.clear();
    }

    /** Number of bytes since the last call. */
    public long takeBytes() {
        long taken = bytes;
        bytes = 0;
        return taken;
    }

    private void write(ByteBuf out) {
        unflushed = true;
        channel.write(out, channel.voidPromise());
    }
}

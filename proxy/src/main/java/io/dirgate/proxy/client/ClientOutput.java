package io.dirgate.proxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/** What goes to the client, in an order that it can read: a reply of the gateway's own waits for the response that is being streamed. */
public final class ClientOutput {
    private final Channel channel;
    private final BooleanSupplier midResponse;
    private final Queue<ByteBuf> delayed = new ArrayDeque<>(1);
    private boolean unflushed;
    private long bytes;

    /** @param midResponse true while the client has a response in part */
    public ClientOutput(Channel channel, BooleanSupplier midResponse) {
        this.channel = channel;
        this.midResponse = midResponse;
    }

    /** The directory server's bytes. */
    public void pass(ByteBuf response) {
        bytes += response.readableBytes();
        write(response);
    }

    /** The gateway's own words. */
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

    /** Only what was written: a flush of nothing costs a TLS channel as much as one of something. */
    public void flush() {
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    /** What can no longer be said. */
    public void drop() {
        delayed.forEach(ByteBuf::release);
        delayed.clear();
    }

    /** Since the last call. */
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

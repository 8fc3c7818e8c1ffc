package io.dirgate.proxy.backend;

import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a directory server. It lives on its owner's event loop; all methods but {@link #lose} are called there,
 * and so are the owner's. From {@link #close} or {@link Owner#onLost} on, it reports nothing more.
 */
public final class BackendConnection {
    /** Whom the connection is for. */
    public interface Owner extends ResponseDecoder.Sink {
        /** TCP, and TLS if configured, are there: requests can be written. */
        void onConnected(BackendConnection connection);

        /** The connection could not be made, or is gone. Bytes handed over before are all that will come. */
        void onLost(BackendConnection connection, Loss loss);

        void onWritabilityChanged(BackendConnection connection);

        /** True if the server has owed an answer for this long, and would have been heard if it had given any. */
        boolean isOverdue(Duration time);
    }

    /** For recycling: load finds its way to servers that came back. */
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /**
     * For recycling: to a hundred sessions, and to the pool after each. Samba leaves a connection to whichever of its workers took it, so
     * that some had none of those in use and others twice their share; a new one goes to a worker that has nothing to do.
     */
    private static final int MAX_HANDOVERS = 200;

    /** On a path where packets are not lost this is half a second after the first one. */
    private static final int STUCK_RETRANSMITS = 2;

    /** Bytes; a message of up to half of them is copied to others that go with it, for a buffer of its own costs more. */
    private static final int GATHERED = 8 * 1024;

    private final Server server;
    private final EventLoop loop;
    private @Nullable Channel channel;
    private Owner owner;
    private final ResponseDecoder decoder;
    private final long wornAt = System.nanoTime() + about(LIFETIME.toNanos());
    private final long wornAfter = about(MAX_HANDOVERS);
    private int handovers;
    private @Nullable ByteBuf gathered;
    private boolean connected;
    private boolean done;
    private @Nullable Loss loss;
    private @Nullable Object generation;
    private final List<Runnable> settled = new ArrayList<>(2);

    /** @param channel null until {@link #attach}ed */
    BackendConnection(EventLoop loop, Server server, @Nullable Channel channel, Owner owner) {
        this.loop = loop;
        this.server = server;
        this.channel = channel;
        this.owner = owner;
        this.decoder = new ResponseDecoder(owner);
    }

    /** The socket that it will be connected by; until then only its end can be reported. */
    void attach(Channel its) {
        channel = its;
    }

    /** Of which of the connector's generations it is. */
    void of(Object itsGeneration) {
        generation = itsGeneration;
    }

    boolean isOf(Object aGeneration) {
        return generation == aGeneration;
    }

    /** Another {@code upstream.operationTimeout}. Any thread. */
    void operationTimeout(Duration time) {
        loop.execute(() -> {
            if (!done) {
                pipeline().fireUserEventTriggered(new BackendHandler.OperationTimeout(time));
            }
        });
    }

    ChannelPipeline pipeline() {
        return open().pipeline();
    }

    public Server server() {
        return server;
    }

    public EventLoop loop() {
        return loop;
    }

    public ByteBufAllocator alloc() {
        return open().alloc();
    }

    /** True if it is better not used for yet another session. */
    public boolean isWorn() {
        return handovers >= wornAfter || System.nanoTime() - wornAt >= 0;
    }

    /** A tenth more or less, so that connections opened in one burst do not all end in another. */
    private static long about(long amount) {
        return ThreadLocalRandom.current().nextLong(amount * 9 / 10, amount * 11 / 10);
    }

    /** True if nothing has arrived but whole responses. */
    public boolean isAtRest() {
        return !done && decoder.isAtRest();
    }

    /** Is another session's, or nobody's in between: it has another owner when this returns. */
    public void handTo(Owner next) {
        handovers++;
        ownedBy(next);
        reading(true);
    }

    /** The same session goes on with it, and another part of it hears what happens from now on. */
    public void ownedBy(Owner next) {
        owner = next;
        decoder.serve(next);
    }

    /** True if it was another session's before, and is still bound as that one's client until a bind succeeds. */
    public boolean isInherited() {
        return handovers > 0;
    }

    /** True if TLS is on. */
    public boolean isEncrypted() {
        return open().pipeline().get(SslHandler.class) != null;
    }

    /** The gateway's own port, as the directory server's log shows it. */
    public int localPort() {
        return open().localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    /** The frame stays its owner's; it goes with the next {@link #flush}. */
    public void write(LdapFrame request) {
        if (request.op() == LdapOp.BIND) {
            writeSecret(alloc().directBuffer(request.length())
                    .writeBytes(request.buffer(), request.start(), request.length()));
        } else {
            write(request.buffer(), request.start(), request.length());
        }
    }

    /** The same as {@link #write(ByteBuf)} for a bind: its bytes are zeroed once they are written. */
    public void writeSecret(ByteBuf bytes) {
        writeGathered();
        bytes.retain();
        open().write(bytes).addListener(written -> {
            bytes.setZero(0, bytes.writerIndex());
            bytes.release();
        });
    }

    /** Takes the reference over; the bytes go with the next {@link #flush}. */
    public void write(ByteBuf bytes) {
        write(bytes, bytes.readerIndex(), bytes.readableBytes());
        bytes.release();
    }

    private void write(ByteBuf from, int index, int length) {
        if (length > GATHERED / 2) {
            writeGathered();
            writeNow(from.retainedSlice(index, length));
            return;
        }
        if (gathered != null && gathered.writableBytes() < length) {
            writeGathered();
        }
        if (gathered == null) {
            gathered = alloc().directBuffer(GATHERED, GATHERED);
        }
        gathered.writeBytes(from, index, length);
    }

    public void flush() {
        writeGathered();
        open().flush();
    }

    private void writeGathered() {
        ByteBuf whole = gathered;
        gathered = null;
        if (whole != null) {
            writeNow(whole);
        }
    }

    private void writeNow(ByteBuf bytes) {
        open().write(bytes, open().voidPromise());
    }

    public boolean isWritable() {
        return open().isWritable();
    }

    /** Stops and resumes reading: the client's slowness becomes the server's. */
    public void reading(boolean wanted) {
        if (open().isOpen() && open().config().isAutoRead() != wanted) {
            open().config().setAutoRead(wanted);
        }
    }

    /** Grows with each read that brought something. */
    public long reads() {
        return decoder.reads();
    }

    /** True if the system has sent something again and again, and nobody acknowledges it. Known with epoll alone. */
    public boolean isStuck() {
        if (!(channel instanceof EpollSocketChannel socket) || !socket.isActive()) {
            return false;
        }
        EpollTcpInfo info = socket.tcpInfo();
        return info.unacked() > 0 && info.retransmits() >= STUCK_RETRANSMITS;
    }

    /** True while the client has a response in part. */
    public boolean isMidResponse() {
        return decoder.isMidResponse();
    }

    /** From now on both directions are a SASL security layer's. */
    public void passLayer() {
        decoder.passLayer();
    }

    /** Ends the connection from this side, with an unbind so that the server forgets it at once. */
    public void close() {
        if (!finish() || channel == null) {
            return;
        }
        writeGathered();
        if (channel.isActive()) {
            channel.writeAndFlush(LdapReplies.unbindRequest(channel.alloc(), Integer.MAX_VALUE))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.close();
        }
    }

    /** Ends the connection because the server is lost. Callable from any thread. */
    public void lose(Loss loss) {
        if (loop.inEventLoop()) {
            onLost(loss);
        } else {
            loop.execute(() -> onLost(loss));
        }
    }

    /** @param then told once, when this connection is made or will never be */
    void onSettled(Runnable then) {
        settled.add(then);
        if (!isConnecting()) {
            settle();
        }
    }

    private void settle() {
        List<Runnable> told = List.copyOf(settled);
        settled.clear();
        told.forEach(Runnable::run);
    }

    /** Why it is no more; null while it lives, and where it was closed from this side. */
    @Nullable
    Loss loss() {
        return loss;
    }

    void onLost(Loss why) {
        if (!done) {
            loss = why;
        }
        if (finish()) {
            if (gathered != null) {
                gathered.release();
                gathered = null;
            }
            if (channel != null) {
                channel.close();
            }
            owner.onLost(this, why);
        }
    }

    void onConnected() {
        if (!done) {
            connected = true;
            settle();
            server.opened(this);
            owner.onConnected(this);
        }
    }

    boolean isConnecting() {
        return !done && !connected;
    }

    void onWritabilityChanged() {
        if (!done) {
            owner.onWritabilityChanged(this);
        }
    }

    boolean isOverdue(Duration time) {
        return !done && owner.isOverdue(time);
    }

    ResponseDecoder decoder() {
        return decoder;
    }

    private Channel open() {
        return Objects.requireNonNull(channel);
    }

    private boolean finish() {
        if (done) {
            return false;
        }
        done = true;
        decoder.stop();
        server.closed(this);
        settle();
        return true;
    }
}

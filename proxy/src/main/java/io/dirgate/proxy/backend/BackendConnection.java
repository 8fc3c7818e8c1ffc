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
 * One connection to a directory server. Belongs to its owner's event loop: all methods except {@link #lose}, and all
 * calls to the owner, run there. After {@link #close} or {@link Owner#onLost}, it makes no further calls.
 */
public final class BackendConnection {
    /** The user of the connection. */
    public interface Owner extends ResponseDecoder.Sink {
        /** TCP and, if configured, TLS are established. Requests can be written. */
        void onConnected(BackendConnection connection);

        /** The connection failed or was lost. No bytes follow. */
        void onLost(BackendConnection connection, Loss loss);

        /** Matters to an owner that writes more than one small request. */
        default void onWritabilityChanged(BackendConnection connection) {}

        /**
         * True if the server has owed an answer for this long, and the gateway was reading from it. An owner with a time limit of its
         * own never says so.
         */
        default boolean isOverdue(Duration time) {
            return false;
        }
    }

    /** Limits recycling, so that load returns to servers that have recovered. */
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /**
     * Limits recycling to a hundred sessions: each session takes two handovers, from the pool and back. Samba binds a
     * connection to the worker that accepted it. With unlimited recycling some workers had no active connection and
     * others twice their share. A new connection goes to an idle worker.
     */
    private static final int MAX_HANDOVERS = 200;

    /** On a path without packet loss, this is half a second after the first transmission. */
    private static final int STUCK_RETRANSMITS = 2;

    /**
     * In bytes. A message of up to half this size is copied into a shared buffer, because a buffer of its own would
     * cost more.
     */
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

    /** @param channel null until {@link #attach} is called */
    BackendConnection(EventLoop loop, Server server, @Nullable Channel channel, Owner owner) {
        this.loop = loop;
        this.server = server;
        this.channel = channel;
        this.owner = owner;
        this.decoder = new ResponseDecoder(owner);
    }

    /** Sets the channel before it is connected. Until then the connection can only report its loss. */
    void attach(Channel its) {
        channel = its;
    }

    /** Sets the connector's generation that created this connection. */
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

    /** True if the connection should not be recycled again. */
    public boolean isWorn() {
        return handovers >= wornAfter || System.nanoTime() - wornAt >= 0;
    }

    /** Varies the amount by up to a tenth, so that connections that were opened together do not expire together. */
    private static long about(long amount) {
        return ThreadLocalRandom.current().nextLong(amount * 9 / 10, amount * 11 / 10);
    }

    /** True if only complete responses have arrived. */
    public boolean isAtRest() {
        return !done && decoder.isAtRest();
    }

    /** Gives the connection to another session or to the pool. The new owner is in effect when this method returns. */
    public void handTo(Owner next) {
        handovers++;
        ownedBy(next);
        reading(true);
    }

    /** Changes the owner within the same session. */
    public void ownedBy(Owner next) {
        owner = next;
        decoder.serve(next);
    }

    /**
     * True if the connection served another session before. It is still bound as that session's client until a bind
     * succeeds.
     */
    public boolean isInherited() {
        return handovers > 0;
    }

    /** True if TLS is active. */
    public boolean isEncrypted() {
        return open().pipeline().get(SslHandler.class) != null;
    }

    /** The gateway's own port, as it appears in the directory server's log. */
    public int localPort() {
        return open().localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    /** Writes a request with the next {@link #flush}. The caller keeps ownership of the frame. */
    public void write(LdapFrame request) {
        if (request.op() == LdapOp.BIND) {
            writeSecret(alloc().directBuffer(request.length())
                    .writeBytes(request.buffer(), request.start(), request.length()));
        } else {
            write(request.buffer(), request.start(), request.length());
        }
    }

    /** Same as {@link #write(ByteBuf)}, but for a bind: zeroes the bytes after they are written. */
    public void writeSecret(ByteBuf bytes) {
        writeGathered();
        bytes.retain();
        open().write(bytes).addListener(written -> {
            bytes.setZero(0, bytes.writerIndex());
            bytes.release();
        });
    }

    /** Takes ownership of the bytes and writes them with the next {@link #flush}. */
    public void write(ByteBuf bytes) {
        write(bytes, bytes.readerIndex(), bytes.readableBytes());
        bytes.release();
    }

    private void write(ByteBuf from, int index, int length) {
        boolean large = length > GATHERED / 2;
        if (large || (gathered != null && gathered.writableBytes() < length)) {
            writeGathered();
        }
        if (done) {
            // That write has found the server lost, and the owner may have released the bytes.
            return;
        }
        if (large) {
            writeNow(from.retainedSlice(index, length));
            return;
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

    /** Stops and resumes reading. This passes the back pressure of a slow client on to the server. */
    public void reading(boolean wanted) {
        if (open().isOpen() && open().config().isAutoRead() != wanted) {
            open().config().setAutoRead(wanted);
        }
    }

    /** Increases with each read that returned data. */
    public long reads() {
        return decoder.reads();
    }

    /** True if the system has retransmitted repeatedly without an acknowledgement. Known only with epoll. */
    public boolean isStuck() {
        if (!(channel instanceof EpollSocketChannel socket) || !socket.isActive()) {
            return false;
        }
        EpollTcpInfo info = socket.tcpInfo();
        return info.unacked() > 0 && info.retransmits() >= STUCK_RETRANSMITS;
    }

    /** True if the client has received a response only in part. */
    public boolean isMidResponse() {
        return decoder.isMidResponse();
    }

    /** Forwards both directions unread from now on: they belong to a SASL security layer. */
    public void passLayer() {
        decoder.passLayer();
    }

    /** Closes the connection with an unbind, so that the server releases it immediately. */
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

    /** Closes the connection because the server is lost. Thread-safe. */
    public void lose(Loss loss) {
        if (loop.inEventLoop()) {
            onLost(loss);
        } else {
            loop.execute(() -> onLost(loss));
        }
    }

    /** @param then called once, when the connection is established or has failed */
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

    /** The reason for the loss; null while the connection is open, and after the gateway closed it. */
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

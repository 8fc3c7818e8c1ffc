package io.dirgate.proxy.backend;

import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
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

    private final Server server;
    private final EventLoop loop;
    private final @Nullable Channel channel;
    private final Owner owner;
    private final ResponseDecoder decoder;
    private boolean connected;
    private boolean done;

    /** @param channel null where there is none to be had: then only its end will be reported */
    BackendConnection(EventLoop loop, Server server, @Nullable Channel channel, Owner owner) {
        this.loop = loop;
        this.server = server;
        this.channel = channel;
        this.owner = owner;
        this.decoder = new ResponseDecoder(owner);
    }

    public Server server() {
        return server;
    }

    /** The gateway's own port, as the directory server's log shows it. */
    public int localPort() {
        return open().localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    public void write(ByteBuf message) {
        open().write(message, open().voidPromise());
    }

    public void flush() {
        open().flush();
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

    void onLost(Loss loss) {
        if (finish()) {
            if (channel != null) {
                channel.close();
            }
            owner.onLost(this, loss);
        }
    }

    void onConnected() {
        if (!done) {
            connected = true;
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
        return true;
    }
}

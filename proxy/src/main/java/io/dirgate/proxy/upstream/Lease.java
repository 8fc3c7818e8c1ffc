package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session's hold on the connection that serves it. A lease ends when the session gives the connection back or closes it, or when it is
 * lost; the same object then takes the session's next connection. On the session's event loop.
 */
public final class Lease implements BackendConnection.Owner {
    /** Whom the connection serves. */
    public interface Holder {
        /** As {@link BackendConnection.Owner#onResponse}, for responses to the session's operations. */
        Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException;

        /** Bytes for the client, which the holder owns. */
        void onBytes(ByteBuf bytes);

        /** All responses that came in one read have been handed over. */
        void onResponsesRead();

        /** @param midResponse whether the client has a response in part */
        void onLost(Server server, Loss loss, boolean midResponse);

        void onWritabilityChanged();

        /** True if the server has owed an answer for this long, and would have been heard if it had given any. */
        boolean isOverdue(Duration time);
    }

    private final Holder holder;
    private @Nullable BackendConnection connection;
    private @Nullable Loss farewell;
    private boolean tainted;
    private boolean unflushed;

    public Lease(Holder holder) {
        this.holder = holder;
    }

    public void take(BackendConnection taken) {
        connection = taken;
        taken.ownedBy(this);
    }

    public boolean isHeld() {
        return connection != null;
    }

    /** The connection; null without one. */
    public @Nullable BackendConnection connection() {
        return connection;
    }

    /** What is said on it may outlast another bind there, so that no other session may have it. */
    public void taint() {
        tainted = true;
    }

    /** The frame stays its owner's. */
    public void write(LdapFrame request) {
        if (connection != null) {
            unflushed = true;
            connection.write(request);
        }
    }

    /** Takes the reference over. */
    public void write(ByteBuf bytes) {
        if (connection == null) {
            bytes.release();
            return;
        }
        unflushed = true;
        connection.write(bytes);
    }

    /** @return true if there was anything to flush */
    public boolean flush() {
        if (!unflushed || connection == null) {
            return false;
        }
        unflushed = false;
        connection.flush();
        return true;
    }

    public boolean isWritable() {
        return connection != null && connection.isWritable();
    }

    public void reading(boolean wanted) {
        if (connection != null) {
            connection.reading(wanted);
        }
    }

    public boolean isMidResponse() {
        return connection != null && connection.isMidResponse();
    }

    /** True if the server is spoken to without TLS. */
    public boolean isInClear() {
        return connection != null && !connection.isEncrypted();
    }

    /** From now on both directions are a SASL security layer's. */
    public void passLayer() {
        if (connection != null) {
            connection.passLayer();
        }
    }

    public void lose(Loss loss) {
        if (connection != null) {
            connection.lose(loss);
        }
    }

    /** Ends the connection. */
    public void close() {
        BackendConnection closed = end();
        if (closed != null) {
            closed.close();
        }
    }

    /**
     * Gives the connection back, or ends it where anything of this session could come to light for the next.
     *
     * @param owing whether the session still waits for anything
     */
    public void release(UpstreamProvider provider, boolean owing) {
        boolean whole = !tainted && farewell == null && !owing;
        BackendConnection left = end();
        if (left != null && whole && left.isAtRest()) {
            provider.giveBack(left);
        } else if (left != null) {
            left.close();
        }
    }

    private @Nullable BackendConnection end() {
        BackendConnection ended = connection;
        connection = null;
        farewell = null;
        tainted = false;
        unflushed = false;
        return ended;
    }

    @Override
    public void onConnected(BackendConnection connected) {
        // It was connected when it was taken.
    }

    /** Said goodbye, the server will close; anything else unsolicited is the client's to hear. */
    @Override
    public Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        if (envelope.messageId() != 0) {
            return holder.onResponse(envelope, in);
        }
        Loss goodbye = Goodbye.of(envelope, in);
        if (goodbye == null) {
            return Fate.PASS;
        }
        farewell = goodbye;
        return Fate.DROP;
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        holder.onBytes(bytes);
    }

    @Override
    public void onReadComplete() {
        BackendConnection read = connection;
        holder.onResponsesRead();
        if (farewell != null && read != null) {
            read.lose(farewell);
        }
    }

    @Override
    public void onMalformed(LdapProtocolException reason) {
        lose(Goodbye.malformed(reason));
    }

    @Override
    public void onLost(BackendConnection lost, Loss loss) {
        boolean midResponse = lost.isMidResponse();
        end();
        holder.onLost(lost.server(), loss, midResponse);
    }

    @Override
    public void onWritabilityChanged(BackendConnection changed) {
        holder.onWritabilityChanged();
    }

    @Override
    public boolean isOverdue(Duration time) {
        return holder.isOverdue(time);
    }
}

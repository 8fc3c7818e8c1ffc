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
 * A session's claim on its server connection. A lease ends when the session returns or closes the connection, or when
 * the connection is lost. The same object then serves for the session's next connection. Runs on the session's event
 * loop.
 */
public final class Lease implements BackendConnection.Owner {
    /** The session that uses the connection. */
    public interface Holder {
        /** Same as {@link BackendConnection.Owner#onResponse}, for responses to the session's operations. */
        Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException;

        /** Bytes for the client. The holder owns them. */
        void onBytes(ByteBuf bytes);

        /** All responses from one read have been handed over. */
        void onResponsesRead();

        /** @param midResponse whether the client has received a response only in part */
        void onLost(Server server, Loss loss, boolean midResponse);

        void onWritabilityChanged();

        /** True if the server has owed an answer for this long, and the gateway was reading from it. */
        boolean isOverdue(Duration time);
    }

    private final Holder holder;
    private @Nullable BackendConnection connection;
    private @Nullable Loss announced;
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

    /** The connection; null if there is none. */
    public @Nullable BackendConnection connection() {
        return connection;
    }

    /** Marks the connection as unusable for other sessions, because a request may affect it beyond another bind. */
    public void taint() {
        tainted = true;
    }

    /** Writes a request. The caller keeps ownership of the frame. */
    public void write(LdapFrame request) {
        if (connection != null) {
            unflushed = true;
            connection.write(request);
        }
    }

    /** Writes bytes and takes ownership of them. */
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

    /** True if the connection to the server is not encrypted. */
    public boolean isInClear() {
        return connection != null && !connection.isEncrypted();
    }

    /** Forwards both directions unread from now on: they belong to a SASL security layer. */
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

    /** Closes the connection. */
    public void close() {
        BackendConnection closed = end();
        if (closed != null) {
            closed.close();
        }
    }

    /**
     * Returns the connection to the provider, or closes it if another session could see data of this one.
     *
     * @param owing whether the session still waits for an answer
     */
    public void release(UpstreamProvider provider, boolean owing) {
        boolean whole = !tainted && announced == null && !owing;
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
        announced = null;
        tainted = false;
        unflushed = false;
        return ended;
    }

    @Override
    public void onConnected(BackendConnection connected) {
        // The connection was already established.
    }

    /**
     * After a Notice of Disconnection the server closes the connection. Any other unsolicited message is forwarded to
     * the client.
     */
    @Override
    public Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        if (envelope.messageId() != 0) {
            return holder.onResponse(envelope, in);
        }
        Loss notice = AnnouncedLoss.of(envelope, in);
        if (notice == null) {
            return Fate.PASS;
        }
        announced = notice;
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
        if (announced != null && read != null) {
            read.lose(announced);
        }
    }

    @Override
    public void onMalformed(LdapProtocolException reason) {
        lose(AnnouncedLoss.malformed(reason));
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

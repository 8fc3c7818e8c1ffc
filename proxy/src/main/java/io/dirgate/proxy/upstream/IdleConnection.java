package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.netty.buffer.ByteBuf;
import java.time.Duration;

/** Owns a connection between two sessions. Any message or loss in that time ends the connection. */
final class IdleConnection implements BackendConnection.Owner {
    private final BackendConnection connection;
    private final IdleConnections home;
    private final long since = System.nanoTime();

    IdleConnection(BackendConnection connection, IdleConnections home) {
        this.connection = connection;
        this.home = home;
        connection.handTo(this);
    }

    BackendConnection connection() {
        return connection;
    }

    boolean isIdleFor(Duration time) {
        return System.nanoTime() - since >= time.toNanos();
    }

    @Override
    public void onConnected(BackendConnection mine) {
        // Nothing to do.
    }

    @Override
    public Fate onResponse(LdapEnvelope envelope, ByteBuf in) {
        end();
        return Fate.DROP;
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void onReadComplete() {
        // Each response is handled when it arrives.
    }

    @Override
    public void onMalformed(LdapProtocolException reason) {
        end();
    }

    /** Not a fault: a server may close an idle connection, and no session waits for it. */
    @Override
    public void onLost(BackendConnection lost, Loss loss) {
        home.onGone(this);
    }

    private void end() {
        connection.close();
        home.onGone(this);
    }
}

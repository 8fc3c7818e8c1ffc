package io.dirgate.proxy.backend;

import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.dirgate.proxy.ldap.ResponseView;
import io.dirgate.proxy.ldap.ResultCode;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The owner of a connection between two sessions: has it reset, then waits with it. Anything unexpected ends it. */
final class Spare implements BackendConnection.Owner {
    /** Above any id that a client's own counter reaches. */
    private static final int MESSAGE_ID = Integer.MAX_VALUE;

    private static final int RESET_SECONDS = 5;

    private final BackendConnection connection;
    private final SpareConnections home;
    private @Nullable Future<?> deadline;
    private boolean ready;
    private long readySince;

    Spare(BackendConnection connection, SpareConnections home) {
        this.connection = connection;
        this.home = home;
    }

    BackendConnection connection() {
        return connection;
    }

    void reset() {
        connection.handTo(this);
        deadline = connection.loop().schedule(() -> end(null), RESET_SECONDS, TimeUnit.SECONDS);
    }

    boolean isIdleFor(Duration time) {
        return System.nanoTime() - readySince >= time.toNanos();
    }

    @Override
    public void onConnected(BackendConnection mine) {
        mine.write(LdapReplies.anonymousBindRequest(mine.alloc(), MESSAGE_ID));
        mine.flush();
    }

    @Override
    public Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        boolean answer = envelope.messageId() == MESSAGE_ID && envelope.opTag() == LdapOp.BIND.responseTag() && !ready;
        if (!answer) {
            end(null);
        } else if (ResponseView.resultCode(envelope, in) != ResultCode.SUCCESS) {
            end(ResponseView.resultCode(envelope, in) + " " + ResponseView.diagnostic(envelope, in));
        } else {
            Objects.requireNonNull(deadline).cancel(false);
            ready = true;
            readySince = System.nanoTime();
            home.onReset(this);
        }
        return Fate.DROP;
    }

    @Override
    public ByteBuf replacement() {
        throw new IllegalStateException("nothing is replaced between sessions");
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void onReadComplete() {
        // Each response is judged as it arrives.
    }

    @Override
    public void onMalformed(LdapProtocolException reason) {
        end(null);
    }

    /** Closing an idle connection is a server's right, and nobody waits for this one. */
    @Override
    public void onLost(BackendConnection lost, Loss loss) {
        leave(null);
    }

    @Override
    public void onWritabilityChanged(BackendConnection changed) {
        // One small request fits any buffer.
    }

    @Override
    public boolean isOverdue(Duration time) {
        return false;
    }

    private void end(@Nullable String refusal) {
        connection.close();
        leave(refusal);
    }

    private void leave(@Nullable String refusal) {
        if (ready) {
            home.onGone(this);
        } else {
            Objects.requireNonNull(deadline).cancel(false);
            home.onResetFailed(refusal);
        }
    }
}

package io.dirgate.proxy.session;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.client.ClientAddress;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.upstream.AnonymousConnections;
import io.dirgate.proxy.upstream.Attempt;
import io.dirgate.proxy.upstream.BindRefusal;
import io.dirgate.proxy.upstream.Identity;
import io.dirgate.proxy.upstream.Lease;
import io.dirgate.proxy.upstream.ServerChoice;
import io.dirgate.proxy.upstream.SilenceWatch;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session's access to a directory server. Requests a connection for the first operation, sends the waiting operations
 * when it is established, and reports its loss to {@link Recovery}. There is a {@link Lease}, or an {@link Attempt} is
 * in progress, or no operation waits for a server.
 */
final class Upstream implements Attempt.Asker, Lease.Holder {
    private static final Loss NOT_CONNECTED = new Loss(Loss.Kind.CLOSED, "not connected");

    private final ClientSession session;
    private final SessionState state;
    private final Channel channel;
    private final Ticker clock;
    private final ServerChoice choice;
    private final Attempt attempt;
    private final Lease lease = new Lease(this);
    private final SilenceWatch silence;
    private final AnonymousConnections.Place place;
    private long writtenNanos;

    Upstream(ClientSession session, SessionState state, Channel channel) {
        this.session = session;
        this.state = state;
        this.channel = channel;
        this.clock = channel.eventLoop().ticker();
        choice = new ServerChoice(state.service().directory(), () -> ClientAddress.hash(channel));
        attempt = new Attempt(this, choice, channel.eventLoop(), state.service().rebinds());
        silence = new SilenceWatch(new Silence(session, state, channel, attempt, lease), channel.eventLoop());
        place = state.service().anonymous().place();
    }

    /** True if a connection is established. */
    boolean isReady() {
        return lease.isHeld();
    }

    /** Sends the request now, or as soon as there is a connection. */
    void send(Operation operation) {
        if (lease.isHeld()) {
            write(operation);
        } else if (!attempt.isUnderWay()) {
            if (state.isBound() || operation.op() == LdapOp.BIND || place.take()) {
                attempt.begin(NOT_CONNECTED, state.service().upstreams());
            } else {
                session.recovery.onNoAnonymousConnection(operation);
            }
        }
    }

    /** Forwards a request that has no response. The caller keeps ownership of the frame. */
    void sendUnanswered(LdapFrame request) {
        lease.taint();
        lease.write(request);
    }

    /** Abandons an operation at the server. */
    void abandon(int messageId) {
        lease.taint();
        lease.write(LdapReplies.abandonRequest(channel.alloc(), Integer.MAX_VALUE, messageId));
    }

    /** Forwards bytes of a SASL security layer and takes ownership of them. */
    void sendLayered(ByteBuf bytes) {
        lease.taint();
        lease.write(bytes);
    }

    private void write(Operation operation) {
        BackendConnection connection = lease.connection();
        if (connection == null) {
            return;
        }
        if (operation.request().outlivesBind()) {
            lease.taint();
        }
        if (session.memory.hasServerState()) {
            choice.tie();
        }
        operation.send(connection.server(), connection.localPort(), writtenNanos());
        silence.begin();
        lease.write(operation.request().frame());
    }

    /** Send time of the requests that are sent together. Reading the clock costs as much as writing a request. */
    private long writtenNanos() {
        if (writtenNanos == 0) {
            writtenNanos = clock.nanoTime();
        }
        return writtenNanos;
    }

    void flush() {
        if (lease.flush()) {
            writtenNanos = 0;
        }
    }

    /** Obtains a connection for the waiting operations. */
    void restore(Loss after) {
        if (!lease.isHeld() && !attempt.isUnderWay()) {
            if (!state.isBound() && !beginsBinding()) {
                place.takeBack();
            }
            attempt.begin(after, state.service().upstreams());
        }
    }

    /** True if a bind waits for the connection. */
    private boolean beginsBinding() {
        return session.inFlight.unsent().stream().anyMatch(operation -> operation.op() == LdapOp.BIND);
    }

    /** True if more requests can be accepted. */
    boolean isAccepting() {
        return lease.isHeld() ? lease.isWritable() : !attempt.isUnderWay();
    }

    void reading(boolean wanted) {
        lease.reading(wanted);
    }

    boolean isMidResponse() {
        return lease.isMidResponse();
    }

    /** True if the connection to the server is not encrypted. */
    boolean isInClear() {
        return lease.isInClear();
    }

    void passLayer() {
        lease.passLayer();
    }

    /** The session is bound. Its connection no longer counts against the limit for clients without a bind. */
    void onBound() {
        place.free();
    }

    /** The session is anonymous. The connection stays only if the limit for clients without a bind permits it. */
    void onAnonymous() {
        if (lease.isHeld() && !place.take()) {
            leave();
        }
    }

    /** Closes the connection. The next request opens a new one. */
    void close() {
        attempt.cancel();
        lease.close();
        gone();
    }

    /**
     * Releases the connection at the end of the session. Another session may reuse it, unless it could expose data of
     * this one.
     */
    void leave() {
        attempt.cancel();
        lease.release(state.service().upstreams(), !session.owesNothing());
        gone();
    }

    private void gone() {
        place.free();
        writtenNanos = 0;
    }

    // Calls from the attempt.

    @Override
    public @Nullable Identity identityToRestore() {
        return state.identityToRestore();
    }

    @Override
    public boolean beginsWithBind() {
        return identityToRestore() != null
                || session.inFlight.unsent().stream()
                        .anyMatch(operation -> operation.request().isSimpleBind());
    }

    @Override
    public void onAwaiting() {
        silence.begin();
        session.updateReading();
    }

    @Override
    public void onReady(BackendConnection connection) {
        lease.take(connection);
        ServerChoice.Move move = choice.arrived(connection.server());
        if (move != null) {
            session.recovery.onMoved(move);
        }
        session.binds.forgetUnwantedCredential();
        for (Operation waiting : session.inFlight.unsent()) {
            write(waiting);
        }
        flush();
        session.updateReading();
    }

    @Override
    public void onFailed(Server server, Loss loss) {
        session.recovery.onConnectionLost(server, loss);
    }

    @Override
    public void onNoneLeft(Loss last) {
        gone();
        session.recovery.onNoDirectory(last);
    }

    @Override
    public void onRebindRefused(BindRefusal refusal) {
        session.recovery.onRebindRefused(refusal);
    }

    @Override
    public void onStaleCredential(BindRefusal refusal) {
        session.recovery.onStaleCredential(refusal);
    }

    // Calls from the lease.

    @Override
    public Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        return session.responses.onResponse(envelope, in);
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        session.onBytes(bytes);
    }

    @Override
    public void onResponsesRead() {
        session.onResponsesRead();
    }

    @Override
    public void onLost(Server server, Loss loss, boolean midResponse) {
        session.responses.onRead();
        choice.lost(server, loss, !session.owesNothing());
        gone();
        if (loss.kind().blamesServer()) {
            server.suspect(loss.detail());
        }
        session.recovery.onConnectionLost(server, loss);
        session.recovery.onServerLost(server, loss, midResponse);
    }

    @Override
    public void onWritabilityChanged() {
        session.updateReading();
    }

    /** While the client does not read, the gateway does not read from the server either, so the server is not late. */
    @Override
    public boolean isOverdue(Duration time) {
        return channel.isWritable() && session.inFlight.isAwaiting(time, clock.nanoTime());
    }
}

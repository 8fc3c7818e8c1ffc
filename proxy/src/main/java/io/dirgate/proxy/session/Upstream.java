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
 * A session's way to a directory server: asks for a connection at the first request, writes what waits once it is there, and tells {@link
 * Recovery} of its loss. Either there is a {@link Lease}, or an {@link Attempt} to get one is under way, or nothing waits for a server.
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

    /** True while a server can be spoken to. */
    boolean isReady() {
        return lease.isHeld();
    }

    /** Writes the request, or sees to it that it will be written. */
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

    /** Passes a request on that has no response; the frame stays its owner's. */
    void sendUnanswered(LdapFrame request) {
        lease.taint();
        lease.write(request);
    }

    /** Nobody waits for the answer to this request any longer. */
    void abandon(int messageId) {
        lease.taint();
        lease.write(LdapReplies.abandonRequest(channel.alloc(), Integer.MAX_VALUE, messageId));
    }

    /** Passes on what is a SASL security layer's; takes the reference over. */
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

    /** Requests that are sent together have one time: to read the clock costs as much as to write one. */
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

    /** Sees to it that what waits is written. */
    void restore(Loss after) {
        if (!lease.isHeld() && !attempt.isUnderWay()) {
            if (!state.isBound() && !beginsBinding()) {
                place.takeBack();
            }
            attempt.begin(after, state.service().upstreams());
        }
    }

    /** True if a bind of any kind waits for the connection. */
    private boolean beginsBinding() {
        return session.inFlight.unsent().stream().anyMatch(operation -> operation.op() == LdapOp.BIND);
    }

    /** True while more requests can be taken. */
    boolean isAccepting() {
        return lease.isHeld() ? lease.isWritable() : !attempt.isUnderWay();
    }

    void reading(boolean wanted) {
        lease.reading(wanted);
    }

    boolean isMidResponse() {
        return lease.isMidResponse();
    }

    /** True if the server is spoken to without TLS. */
    boolean isInClear() {
        return lease.isInClear();
    }

    void passLayer() {
        lease.passLayer();
    }

    /** The session is bound: its connection no longer counts as that of a client that has not bound. */
    void onBound() {
        place.free();
    }

    /** The session is nobody's: the connection that its bind has opened stays if there is room. */
    void onAnonymous() {
        if (lease.isHeld() && !place.take()) {
            leave();
        }
    }

    /** Ends the connection: the next request opens a new one. */
    void close() {
        attempt.cancel();
        lease.close();
        gone();
    }

    /** The session needs it no more: another one may have it, unless anything of this one's could come to light there. */
    void leave() {
        attempt.cancel();
        lease.release(state.service().upstreams(), !session.owesNothing());
        gone();
    }

    private void gone() {
        place.free();
        writtenNanos = 0;
    }

    // What the attempt asks and tells.

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

    // What the lease tells.

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

    /** While the client does not take what the server sends, the server is not read and cannot be late. */
    @Override
    public boolean isOverdue(Duration time) {
        return channel.isWritable() && session.inFlight.isAwaiting(time, clock.nanoTime());
    }
}

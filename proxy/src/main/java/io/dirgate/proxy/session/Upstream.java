package io.dirgate.proxy.session;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Directory;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.dirgate.proxy.ldap.ResponseView;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.upstream.AnonymousConnections;
import io.dirgate.proxy.upstream.BindRefusal;
import io.dirgate.proxy.upstream.Identity;
import io.dirgate.proxy.upstream.Rebinds;
import io.dirgate.proxy.upstream.SilenceWatch;
import io.dirgate.proxy.upstream.UpstreamProvider;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session's connection to a directory server: opened at the first request, restored on another server when it is lost. It
 * moves bytes and re-binds; what a loss means for the client is {@link SessionState}'s to say.
 */
final class Upstream implements BackendConnection.Owner, SilenceWatch.Line {
    /** A server that takes a connection but not a bind for this long is tried no longer. */
    private static final int REBIND_SECONDS = 10;

    /** Nanoseconds without an answer that need no explanation. */
    private static final long LEAST_PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private static final Loss NOT_CONNECTED = new Loss(Loss.Kind.CLOSED, "not connected");

    private static final Loss CLOSED_HERE = new Loss(
            Loss.Kind.CLOSED, "the gateway had closed the connection itself, after a refused bind or a long rest");

    private enum Phase {
        NONE,
        CONNECTING,
        REBINDING,
        READY
    }

    private final ClientSession session;
    private final Directory directory;
    private final EventLoop loop;
    private final SilenceWatch silence;
    private final AnonymousConnections.Place place;
    private final List<Server> tried = new ArrayList<>(2);
    private Phase phase = Phase.NONE;
    private UpstreamProvider provider;
    private @Nullable BackendConnection connection;
    /** The server that has served the session last. */
    private @Nullable Server home;

    /** True if only the home can serve the session: it was sent a search for its own state. */
    private boolean tied;

    private @Nullable Loss homeLost;
    /** Lost while requests were in flight, which it may not survive a second time. */
    private @Nullable Server avoided;

    private @Nullable Identity rebinding;
    private Rebinds.@Nullable Turn turn;
    private @Nullable Future<?> rebindDeadline;
    private @Nullable Loss farewell;
    private boolean traced;
    private boolean unflushed;
    private long writtenNanos;
    /** When the connection was asked for, or the bind repeated on it. */
    private long awaitedSince;

    Upstream(ClientSession session, Service context, EventLoop loop) {
        this.session = session;
        this.directory = context.directory();
        this.provider = context.upstreams();
        this.place = context.anonymous().place();
        this.loop = loop;
        this.silence = new SilenceWatch(this, loop);
    }

    /** The next connection is had from the new provider, and this one is given back to it. */
    void onService(Service next) {
        provider = next.upstreams();
    }

    /** True while a server can be spoken to. */
    boolean isReady() {
        return phase == Phase.READY;
    }

    /** Writes the request, or sees to it that it will be written. */
    void send(Operation operation) {
        switch (phase) {
            case READY -> write(operation);
            case NONE -> {
                if (session.isBound() || operation.op() == LdapOp.BIND || place.take()) {
                    connect(NOT_CONNECTED);
                } else {
                    session.refuseAnonymousConnection(operation);
                }
            }
            case CONNECTING, REBINDING -> {
                // Written with all that wait once the connection is there.
            }
        }
    }

    /** Passes a request on that has no response. */
    void sendUnanswered(LdapFrame request) {
        if (phase == Phase.READY && connection != null) {
            traced = true;
            unflushed = true;
            connection.write(request);
        }
    }

    /** Passes on what is a SASL security layer's; takes the reference over. */
    void sendLayered(ByteBuf bytes) {
        if (phase == Phase.READY && connection != null) {
            traced = true;
            unflushed = true;
            connection.write(bytes);
        } else {
            bytes.release();
        }
    }

    /** Sees to it that what waits is written. */
    void restore(Loss after) {
        if (phase == Phase.NONE) {
            connect(after);
        }
    }

    void flush() {
        if (unflushed && phase == Phase.READY && connection != null) {
            unflushed = false;
            writtenNanos = 0;
            connection.flush();
        }
    }

    /** True while more requests can be taken. */
    boolean isAccepting() {
        return switch (phase) {
            case NONE -> true;
            case CONNECTING, REBINDING -> false;
            case READY -> connection != null && connection.isWritable();
        };
    }

    void reading(boolean wanted) {
        if (connection != null && phase == Phase.READY) {
            connection.reading(wanted);
        }
    }

    boolean isMidResponse() {
        return connection != null && connection.isMidResponse();
    }

    /** True if the server is spoken to without TLS. */
    boolean isInClear() {
        return connection != null && !connection.isEncrypted();
    }

    void passLayer() {
        if (connection != null) {
            connection.passLayer();
        }
    }

    /** The session is bound: its connection no longer counts as that of a client that has not bound. */
    void onBound() {
        place.free();
    }

    /** The session is nobody's: the connection that its bind has opened stays if there is room. */
    void onAnonymous() {
        if (phase == Phase.READY && !place.take()) {
            leave();
        }
    }

    /** Ends the connection: the next request opens a new one. */
    void close() {
        BackendConnection closing = connection;
        reset();
        tried.clear();
        if (closing != null) {
            closing.close();
        }
    }

    /** The session needs it no more: another one may have it, unless anything of this one's could come to light there. */
    void leave() {
        BackendConnection left = connection;
        boolean whole = phase == Phase.READY && !traced && farewell == null && session.owesNothing();
        if (whole && left != null && left.isAtRest()) {
            reset();
            provider.giveBack(left);
        } else {
            close();
        }
    }

    @Override
    public void onConnected(BackendConnection connected) {
        Identity identity = session.identityToRestore();
        if (connected.isInherited() && !session.beginsWithBind()) {
            // The client has changed its mind since the connection was asked for.
            close();
            connect(NOT_CONNECTED);
        } else if (identity == null) {
            ready();
        } else {
            rebind(connected, identity);
        }
    }

    /** When it is this session's turn: see {@link Rebinds}. */
    private void rebind(BackendConnection connected, Identity identity) {
        phase = Phase.REBINDING;
        rebinding = identity;
        turn = session.rebinds().enter(identity, connected.server(), loop, new Rebinds.Waiter() {
            @Override
            public void onTurn() {
                sendRebind(connected, identity);
            }

            @Override
            public void onStale(BindRefusal refusal) {
                session.onStaleCredential(refusal);
            }

            @Override
            public void onServerLost(Loss loss) {
                connected.lose(loss);
            }
        });
    }

    private void sendRebind(BackendConnection connected, Identity identity) {
        if (session.identityToRestore() != identity) {
            // The client has begun another bind meanwhile, and what was kept of this one is overwritten.
            endRebind(Rebinds.Turn::leave);
            onConnected(connected);
            return;
        }
        rebindDeadline = loop.schedule(
                () -> connected.lose(
                        new Loss(Loss.Kind.OPERATION_TIMEOUT, "no answer to a bind in " + REBIND_SECONDS + " s")),
                REBIND_SECONDS,
                TimeUnit.SECONDS);
        connected.writeSecret(identity.bindRequest(connected.alloc()));
        connected.flush();
        awaitAnswer();
    }

    private void awaitAnswer() {
        awaitedSince = loop.ticker().nanoTime();
        silence.begin();
    }

    @Override
    public @Nullable Server indebted() {
        boolean owes =
                switch (phase) {
                    case NONE -> false;
                    case CONNECTING -> true;
                    case REBINDING -> rebindDeadline != null;
                    case READY -> session.longestAwaited() != null;
                };
        return owes && connection != null ? connection.server() : null;
    }

    @Override
    public long owedFor(long now) {
        if (phase != Phase.READY) {
            return now - awaitedSince;
        }
        Operation longest = session.longestAwaited();
        return longest == null || !session.clientTakes() ? 0 : now - longest.sentNanos();
    }

    @Override
    public long patience() {
        Operation longest = phase == Phase.READY ? session.longestAwaited() : null;
        return longest == null ? LEAST_PATIENCE : Math.max(LEAST_PATIENCE, 5 * session.usualTime(longest));
    }

    @Override
    public long reads() {
        return connection == null ? 0 : connection.reads();
    }

    @Override
    public boolean isStuck() {
        return connection != null && connection.isStuck();
    }

    @Override
    public void onUnresponsive(long silentNanos) {
        if (connection != null && directory.hasAlternativeTo(connection.server())) {
            connection.lose(new Loss(
                    Loss.Kind.UNRESPONSIVE,
                    "the directory server sent nothing for " + millis(silentNanos)
                            + " ms while it owed an answer, and did not answer a health check within a second"));
        }
    }

    @Override
    public void onStuck(long silentNanos) {
        if (connection != null) {
            connection.lose(new Loss(
                    Loss.Kind.FLOW_DROPPED,
                    "nothing that was sent on this connection was acknowledged for " + millis(silentNanos) + " ms"));
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Override
    public Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        if (envelope.messageId() == 0) {
            return onUnsolicited(envelope, in);
        }
        if (phase == Phase.REBINDING) {
            onRebindResult(envelope, in);
            return Fate.DROP;
        }
        return session.onResponse(envelope, in);
    }

    @Override
    public ByteBuf replacement() {
        return session.replacement();
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        session.onBytes(bytes);
    }

    @Override
    public void onReadComplete() {
        BackendConnection read = connection;
        session.onResponsesRead();
        if (farewell != null && read != null) {
            read.lose(farewell);
        }
    }

    @Override
    public void onMalformed(LdapProtocolException reason) {
        if (connection != null) {
            connection.lose(new Loss(
                    Loss.Kind.MALFORMED, "the directory server sent what is not LDAP: " + reason.getMessage()));
        }
    }

    @Override
    public void onLost(BackendConnection lost, Loss loss) {
        Phase was = phase;
        if (was == Phase.READY) {
            homeLost = loss;
            avoided = session.owesNothing() ? null : lost.server();
        }
        boolean mid = lost.isMidResponse();
        endRebind(left -> left.lost(loss));
        reset();
        if (loss.kind().blamesServer()) {
            lost.server().suspect(loss.detail());
        }
        session.lostUpstream(lost.server(), loss);
        if (was == Phase.READY) {
            session.onDirectoryLost(lost.server(), loss, mid);
        } else {
            connect(loss);
        }
    }

    @Override
    public void onWritabilityChanged(BackendConnection changed) {
        session.updateReading();
    }

    @Override
    public boolean isOverdue(Duration time) {
        return session.isOverdue(time);
    }

    private void connect(Loss after) {
        Server server = choose();
        phase = Phase.CONNECTING;
        if (server == null) {
            loop.execute(() -> giveUp(after));
            return;
        }
        if (!session.isBound() && !session.beginsBinding()) {
            place.takeBack();
        }
        tried.add(server);
        connection = provider.lease(loop, server, this, session.beginsWithBind());
        awaitAnswer();
        session.updateReading();
    }

    /** A session that was not lost stays where it is. One that is tied to its server has no other. */
    private @Nullable Server choose() {
        boolean staying = home != null && (tied || (homeLost == null && home.isServing() && home.isResponsive()));
        if (!staying) {
            return chooseAny();
        }
        if (!tried.contains(home)) {
            return home;
        }
        return tied ? null : chooseAny();
    }

    private @Nullable Server chooseAny() {
        return directory.choose(session.addressHash(), tried, avoided);
    }

    /** Later, so that the session has come to rest before it hears of it. */
    private void giveUp(Loss after) {
        if (phase == Phase.CONNECTING && connection == null) {
            reset();
            tried.clear();
            session.onNoDirectory(after);
        }
    }

    private void ready() {
        phase = Phase.READY;
        arrive();
        tried.clear();
        for (Operation waiting : session.unsent()) {
            if (phase == Phase.READY) {
                write(waiting);
            }
        }
        flush();
        session.forgetUnwantedCredential();
        session.updateReading();
    }

    private void arrive() {
        Server here = Objects.requireNonNull(connection).server();
        if (home != null && home != here) {
            session.onMoved(home, here, homeLost == null ? CLOSED_HERE : homeLost);
        }
        home = here;
        homeLost = null;
        avoided = null;
    }

    private void write(Operation operation) {
        if (connection != null) {
            traced |= operation.outlivesBind();
            tied |= session.hasReadServerState();
            unflushed = true;
            operation.send(connection.server(), connection.localPort(), writtenNanos());
            silence.begin();
            connection.write(operation.frame());
        }
    }

    /** Requests that are sent together have one time: to read the clock costs as much as to write one. */
    private long writtenNanos() {
        if (writtenNanos == 0) {
            writtenNanos = loop.ticker().nanoTime();
        }
        return writtenNanos;
    }

    private void onRebindResult(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        if (rebinding == null || envelope.messageId() != rebinding.messageId()) {
            throw new LdapProtocolException("a response before any request");
        }
        int code = ResponseView.resultCode(envelope, in);
        if (code == ResultCode.SUCCESS) {
            endRebind(Rebinds.Turn::succeeded);
            ready();
        } else if (code == ResultCode.BUSY || code == ResultCode.UNAVAILABLE) {
            farewell = new Loss(
                    Loss.Kind.REBIND_POSTPONED, "the directory server answered the session's bind with result " + code);
        } else {
            BindRefusal refusal = new BindRefusal(code, ResponseView.diagnostic(envelope, in));
            endRebind(was -> was.refused(refusal));
            session.onRebindRefused(refusal);
        }
    }

    /** Said goodbye, the server will close; anything else unsolicited is the client's to hear. */
    private Fate onUnsolicited(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        if (!ResponseView.isNoticeOfDisconnection(envelope, in)) {
            return Fate.PASS;
        }
        farewell = new Loss(
                Loss.Kind.NOTICE,
                "the directory server closed with result " + ResponseView.resultCode(envelope, in) + " "
                        + ResponseView.diagnostic(envelope, in));
        return Fate.DROP;
    }

    private void endRebind(Consumer<Rebinds.Turn> how) {
        rebinding = null;
        Rebinds.Turn ended = turn;
        turn = null;
        if (ended != null) {
            how.accept(ended);
        }
        if (rebindDeadline != null) {
            rebindDeadline.cancel(false);
            rebindDeadline = null;
        }
    }

    private void reset() {
        phase = Phase.NONE;
        connection = null;
        farewell = null;
        traced = false;
        unflushed = false;
        writtenNanos = 0;
        place.free();
        endRebind(Rebinds.Turn::leave);
    }
}

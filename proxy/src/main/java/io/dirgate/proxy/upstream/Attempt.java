package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.dirgate.proxy.ldap.ResponseView;
import io.dirgate.proxy.ldap.ResultCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gets a session a connection that can serve it: chooses a server, connects, repeats the session's bind, and goes to the next server
 * where any of these fails. A free connection is had at once, on the caller's stack. On the session's event loop.
 *
 * <pre>
 * idle ── begin ──&gt; connecting ── connected ──&gt; waiting for the turn ──&gt; binding ── success ──&gt; idle (onReady)
 *  ^                   ^  └────────── nothing to repeat: onReady ──────────────────────────────────^
 *  └ none left ────────┴── lost: the next server
 * </pre>
 */
public final class Attempt implements BackendConnection.Owner {
    /** Seconds: a server that takes a connection but not a bind for so long is tried no longer. */
    private static final int REBIND_SECONDS = 10;

    /** Whom the connection is for. */
    public interface Asker {
        /** The bind to repeat before anything else is sent; null for none. Asked anew with each connection: the client may bind meanwhile. */
        @Nullable
        Identity identityToRestore();

        /** True if the first message will be a simple bind, and nothing is sent before it has succeeded. */
        boolean beginsWithBind();

        /** A server owes an answer from now on. */
        void onAwaiting();

        /** The connection is the asker's. */
        void onReady(BackendConnection connection);

        /** One server could not be had, or was lost again; the next one is tried. */
        void onFailed(Server server, Loss loss);

        /** Every server was tried. Never before {@link #begin} has returned. */
        void onNoneLeft(Loss last);

        /** A server refused the bind that was repeated. */
        void onRebindRefused(BindRefusal refusal);

        /** The bind is not repeated, since a server has refused the same one for another session. */
        void onStaleCredential(BindRefusal refusal);
    }

    private final Asker asker;
    private final ServerChoice choice;
    private final EventLoop loop;
    private final Rebinds rebinds;

    private boolean underWay;
    private @Nullable UpstreamProvider provider;
    private @Nullable BackendConnection connection;
    private @Nullable Identity rebinding;
    private Rebinds.@Nullable Turn turn;
    private @Nullable Future<?> deadline;
    private @Nullable Loss farewell;
    private long awaitedSince;

    public Attempt(Asker asker, ServerChoice choice, EventLoop loop, Rebinds rebinds) {
        this.asker = asker;
        this.choice = choice;
        this.loop = loop;
        this.rebinds = rebinds;
    }

    public boolean isUnderWay() {
        return underWay;
    }

    /**
     * Must not be under way already.
     *
     * @param after why there is no connection, for the client's log if there will be none
     * @param from where connections are had from
     */
    public void begin(Loss after, UpstreamProvider from) {
        provider = from;
        choice.begin();
        tryNext(after, from);
    }

    private void tryNext(Loss after, UpstreamProvider from) {
        underWay = true;
        Server server = choice.next();
        if (server == null) {
            loop.execute(() -> noneLeft(after));
            return;
        }
        BackendConnection free = asker.beginsWithBind() ? from.takeFree(loop, server, this) : null;
        connection = free == null ? from.connect(loop, server, this) : free;
        await();
        if (free != null) {
            onConnected(free);
        }
    }

    private void await() {
        awaitedSince = loop.ticker().nanoTime();
        asker.onAwaiting();
    }

    private void noneLeft(Loss last) {
        if (underWay && connection == null) {
            reset();
            asker.onNoneLeft(last);
        }
    }

    /** Gives up, without a word to the asker. */
    public void cancel() {
        BackendConnection cancelled = connection;
        reset();
        if (cancelled != null) {
            cancelled.close();
        }
    }

    /** The server that owes an answer; null if none does. */
    public @Nullable Server indebted() {
        boolean owes = connection != null && (turn == null || deadline != null);
        return owes ? connection.server() : null;
    }

    /** When the answer that is owed was asked for. */
    public long awaitedSince() {
        return awaitedSince;
    }

    /** The connection that is being made or bound; null between two. */
    public @Nullable BackendConnection connection() {
        return connection;
    }

    @Override
    public void onConnected(BackendConnection connected) {
        Identity identity = asker.identityToRestore();
        if (connected.isInherited() && !asker.beginsWithBind()) {
            // The client has changed its mind since the connection was asked for.
            cancel();
            begin(new Loss(Loss.Kind.CLOSED, "not connected"), Objects.requireNonNull(provider));
        } else if (identity == null) {
            ready(connected);
        } else {
            rebind(connected, identity);
        }
    }

    private void ready(BackendConnection connected) {
        reset();
        asker.onReady(connected);
    }

    /** When it is this session's turn: see {@link Rebinds}. */
    private void rebind(BackendConnection connected, Identity identity) {
        rebinding = identity;
        turn = rebinds.enter(identity, connected.server(), loop, new Rebinds.Waiter() {
            @Override
            public void onTurn() {
                sendRebind(connected, identity);
            }

            @Override
            public void onStale(BindRefusal refusal) {
                asker.onStaleCredential(refusal);
            }

            @Override
            public void onServerLost(Loss loss) {
                connected.lose(loss);
            }
        });
    }

    private void sendRebind(BackendConnection connected, Identity identity) {
        if (asker.identityToRestore() != identity) {
            // The client has begun another bind meanwhile, and what was kept of this one is overwritten.
            endRebind(Rebinds.Turn::leave);
            onConnected(connected);
            return;
        }
        deadline = loop.schedule(
                () -> connected.lose(
                        new Loss(Loss.Kind.OPERATION_TIMEOUT, "no answer to a bind in " + REBIND_SECONDS + " s")),
                REBIND_SECONDS,
                TimeUnit.SECONDS);
        connected.writeSecret(identity.bindRequest(connected.alloc()));
        connected.flush();
        await();
    }

    @Override
    public Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        if (envelope.messageId() == 0) {
            Loss goodbye = Goodbye.of(envelope, in);
            farewell = goodbye == null ? farewell : goodbye;
        } else if (rebinding == null || envelope.messageId() != rebinding.messageId()) {
            throw new LdapProtocolException("a response before any request");
        } else {
            onRebindResult(envelope, in);
        }
        return Fate.DROP;
    }

    private void onRebindResult(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        int code = ResponseView.resultCode(envelope, in);
        BackendConnection bound = connection;
        if (code == ResultCode.SUCCESS && bound != null) {
            endRebind(Rebinds.Turn::succeeded);
            ready(bound);
        } else if (code == ResultCode.BUSY || code == ResultCode.UNAVAILABLE) {
            farewell = new Loss(
                    Loss.Kind.REBIND_POSTPONED, "the directory server answered the session's bind with result " + code);
        } else {
            BindRefusal refusal = new BindRefusal(code, ResponseView.diagnostic(envelope, in));
            endRebind(was -> was.refused(refusal));
            asker.onRebindRefused(refusal);
        }
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void onReadComplete() {
        if (farewell != null && connection != null) {
            connection.lose(farewell);
        }
    }

    @Override
    public void onMalformed(LdapProtocolException reason) {
        if (connection != null) {
            connection.lose(Goodbye.malformed(reason));
        }
    }

    @Override
    public void onLost(BackendConnection lost, Loss loss) {
        endRebind(left -> left.lost(loss));
        reset();
        if (loss.kind().blamesServer()) {
            lost.server().suspect(loss.detail());
        }
        underWay = true;
        asker.onFailed(lost.server(), loss);
        if (underWay) {
            tryNext(loss, Objects.requireNonNull(provider));
        }
    }

    @Override
    public void onWritabilityChanged(BackendConnection changed) {
        // Nothing but a bind is written.
    }

    /** A bind that is repeated has a deadline of its own. */
    @Override
    public boolean isOverdue(Duration time) {
        return false;
    }

    private void endRebind(Consumer<Rebinds.Turn> how) {
        rebinding = null;
        Rebinds.Turn ended = turn;
        turn = null;
        if (ended != null) {
            how.accept(ended);
        }
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void reset() {
        underWay = false;
        connection = null;
        farewell = null;
        endRebind(Rebinds.Turn::leave);
    }
}

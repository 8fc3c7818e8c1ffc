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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Obtains a connection for a session: chooses a server, connects, and repeats the session's bind. If a step fails,
 * tries the next server. A free connection is delivered immediately, on the caller's stack. Runs on the session's event
 * loop.
 *
 * <pre>
 * idle ── begin ──&gt; connecting ── connected ──&gt; waiting for the turn ──&gt; binding ── success ──&gt; idle (onReady)
 *  ^                   ^  └────────── nothing to repeat: onReady ──────────────────────────────────^
 *  └ none left ────────┴── lost: the next server
 * </pre>
 */
public final class Attempt implements BackendConnection.Owner {
    /** Time limit in seconds for the answer to a repeated bind. After that, the next server is tried. */
    private static final int REBIND_SECONDS = 10;

    /** Receives the connection. */
    public interface Asker {
        /**
         * The bind to repeat before any other request; null for none. Called for each connection, because the client
         * may bind meanwhile.
         */
        @Nullable
        Identity identityToRestore();

        /** True if the first message will be a simple bind, and nothing else is sent until it succeeds. */
        boolean beginsWithBind();

        /** A server owes an answer from now on. */
        void onAwaiting();

        /** The connection now belongs to the asker. */
        void onReady(BackendConnection connection);

        /** A server could not be reached, or was lost again. The next one is tried. */
        void onFailed(Server server, Loss loss);

        /** All servers have been tried. Never called before {@link #begin} returns. */
        void onNoneLeft(Loss last);

        /** A server refused the repeated bind. */
        void onRebindRefused(BindRefusal refusal);

        /** The bind is not repeated, because a server refused the same one for another session. */
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
    private @Nullable Loss announced;
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
     * Starts the attempt. No attempt may be in progress.
     *
     * @param after the reason why there is no connection, for the client's log if no server can be reached
     * @param from the source of connections
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

    /** Cancels the attempt without a call to the asker. */
    public void cancel() {
        BackendConnection cancelled = connection;
        reset();
        if (cancelled != null) {
            cancelled.close();
        }
    }

    /** The server that owes an answer; null if none does. */
    public @Nullable Server awaitedServer() {
        BackendConnection asked = connection;
        return asked != null && (turn == null || deadline != null) ? asked.server() : null;
    }

    /** The time at which the owed answer was requested, in nanoseconds. */
    public long awaitedSince() {
        return awaitedSince;
    }

    /** The connection that is being opened or bound; null if there is none. */
    public @Nullable BackendConnection connection() {
        return connection;
    }

    @Override
    public void onConnected(BackendConnection connected) {
        Identity identity = asker.identityToRestore();
        if (connected.isInherited() && !asker.beginsWithBind()) {
            // The client has bound since the connection was requested.
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

    /** Repeats the bind when it is this session's turn; see {@link Rebinds}. */
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
            // The client has started another bind, which overwrites the credentials of this one.
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
            Loss notice = AnnouncedLoss.of(envelope, in);
            announced = notice == null ? announced : notice;
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
            announced = new Loss(
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
        if (announced != null && connection != null) {
            connection.lose(announced);
        }
    }

    @Override
    public void onMalformed(LdapProtocolException reason) {
        if (connection != null) {
            connection.lose(AnnouncedLoss.malformed(reason));
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
        announced = null;
        endRebind(Rebinds.Turn::leave);
    }
}

package io.dirgate.proxy.session;

import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.upstream.BindRefusal;
import io.dirgate.proxy.upstream.ServerChoice;
import org.slf4j.event.Level;

/**
 * Recovers a session from the loss of its directory server, or ends the session if that is impossible. A request is
 * sent again if repeating it has no side effect. All others are answered with {@code unavailable}, because the server
 * may have performed them.
 */
final class Recovery {
    static final String MAY_BE_CARRIED_OUT =
            "the directory server was lost before it answered; the operation may or may not have been carried out: ";

    private static final String LOST_TWICE =
            "two directory servers in a row were lost while they processed this request;"
                    + " it is the likely cause, or a request sent with it is; it is not sent to a third server: ";

    private final ClientSession session;
    private final SessionState state;

    Recovery(ClientSession session, SessionState state) {
        this.session = session;
        this.state = state;
    }

    /** A connection, or an attempt to open one, has failed. */
    void onConnectionLost(Server server, Loss loss) {
        session.accounting.metrics().upstreamLost(server.name(), loss.kind().label());
        if (!session.inFlight.isEmpty()) {
            session.accounting
                    .line(Level.INFO)
                    .addKeyValue("server", server.name())
                    .addKeyValue("reason", loss.kind().label())
                    .addKeyValue("detail", loss.detail())
                    .log("directory server lost with operations waiting");
        }
    }

    /** The session's connection was lost. */
    void onServerLost(Server server, Loss loss, boolean midResponse) {
        String tied = session.memory.tied();
        if (midResponse) {
            session.close(CloseReason.DIRECTORY_LOST_MID_RESPONSE, loss.detail());
        } else if (tied != null) {
            session.close(CloseReason.TIED_SERVER_LOST, tied + ": " + loss.detail());
        } else if (!state.isClosed()) {
            goOnWithout(loss);
        }
        if (session.owesNothing() && !state.service().directory().isServingWithout(server)) {
            // It is better for the client to reconnect, perhaps to another address, than to receive an error for its
            // next request.
            session.close(CloseReason.NO_DIRECTORY, "no other directory server is up: " + loss.detail());
        }
        session.goOn();
    }

    private void goOnWithout(Loss loss) {
        Login login = state.login();
        if (login instanceof Login.Negotiating) {
            session.close(CloseReason.DIRECTORY_LOST, "during a SASL bind: " + loss.detail());
        } else if (login instanceof Login.Layered) {
            session.close(CloseReason.DIRECTORY_LOST_MID_RESPONSE, "with a SASL security layer: " + loss.detail());
        } else if (login instanceof Login.Binding binding) {
            // A bind is not sent twice: the server may already have counted it toward the account's lockout.
            state.login(binding.failed());
            recover(loss);
            session.binds.anonymous();
        } else if (login instanceof Login.Bound bound) {
            goOnAs(bound, loss);
        } else {
            recover(loss);
        }
    }

    private void goOnAs(Login.Bound bound, Loss loss) {
        if (!bound.canBeRestored()) {
            session.close(
                    CloseReason.DIRECTORY_LOST,
                    "and the gateway cannot repeat the bind as " + bound.as().name() + ": " + loss.detail());
            return;
        }
        BindRefusal refusal = state.service().rebinds().refusal(bound.as());
        if (refusal != null) {
            onStaleCredential(refusal);
        } else {
            recover(loss);
        }
    }

    /** Sends repeatable requests again and answers the others. */
    private void recover(Loss loss) {
        int resent = 0;
        int refused = 0;
        for (Operation operation : session.inFlight.inOrder()) {
            if (operation.isSent() && operation.canBeSentAgain() && !loss.kind().mayBeTheRequest()) {
                operation.takeBack(session.accounting.now());
                resent++;
            } else if (operation.isSent()) {
                session.replies.answer(
                        operation,
                        ResultCode.UNAVAILABLE,
                        (operation.isSuspect() ? LOST_TWICE : MAY_BE_CARRIED_OUT) + loss.detail());
                refused++;
            }
        }
        session.memory.forget();
        if (resent + refused > 0) {
            session.accounting.metrics().failover(resent, refused);
        }
        if (!session.inFlight.isEmpty()) {
            session.upstream.restore(loss);
        }
    }

    /** Another server serves the session from now on. */
    void onMoved(ServerChoice.Move move) {
        session.accounting.metrics().sessionMoved(move.from().name(), move.to().name());
        session.accounting
                .line(Level.INFO)
                .addKeyValue("from", move.from().name())
                .addKeyValue("to", move.to().name())
                .addKeyValue("reason", move.why().kind().label())
                .addKeyValue("detail", move.why().detail())
                .log("session moved to another directory server");
    }

    /** All servers were tried without success. If the servers are only busy, the session continues. */
    void onNoDirectory(Loss last) {
        String why = "no directory server can be reached: " + last.detail();
        if (last.kind() == Loss.Kind.REBIND_POSTPONED) {
            refuseUnsent(why);
            session.goOn();
            return;
        }
        session.close(CloseReason.NO_DIRECTORY, why);
    }

    private void refuseUnsent(String why) {
        for (Operation waiting : session.inFlight.unsent()) {
            boolean bind = waiting.op() == LdapOp.BIND;
            session.replies.answer(waiting, ResultCode.UNAVAILABLE, why);
            if (bind) {
                session.binds.onResult(ResultCode.UNAVAILABLE);
            }
        }
    }

    /** The limit of server connections for clients without a bind is reached. */
    void onNoAnonymousConnection(Operation operation) {
        session.replies.answer(
                operation,
                ResultCode.BUSY,
                "clients that have not bound already hold all "
                        + state.service().anonymous().limit()
                        + " connections to directory servers (limits.anonymousConnections): bind, or try again later");
    }

    /**
     * Another server refused the repeated bind. The session does not try a third time, because each attempt may count
     * toward a lockout.
     */
    void onRebindRefused(BindRefusal refusal) {
        session.close(
                CloseReason.REBIND_REFUSED, "another directory server refused the session's bind with " + refusal);
    }

    /** A server has refused the same credentials for another session's repeated bind. */
    void onStaleCredential(BindRefusal refusal) {
        session.close(
                CloseReason.REBIND_REFUSED,
                "a directory server has refused the same name and password for another session with " + refusal);
    }

    /** Closes the idle server connection before the server does. The session can continue without it. */
    void onUpstreamIdle() {
        if (state.life() instanceof Life.Open
                && state.protection().admitsRequests()
                && state.login().canBeRestored()) {
            session.memory.forget();
            session.upstream.leave();
        }
    }
}

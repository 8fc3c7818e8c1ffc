package io.dirgate.proxy.session;

import io.dirgate.proxy.client.ClientOutput;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.RequestView;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.operation.Refusal;

/** Decides about each request whose turn has come: it goes on to a directory server, or is answered here. */
final class Requests {
    private static final String WHILE_OPEN_ENDED =
            " while a change notification or a persistent search is open on this connection: abandon it first";

    private final ClientSession session;
    private final SessionState state;
    private final ClientOutput output;

    Requests(ClientSession session, SessionState state, ClientOutput output) {
        this.session = session;
        this.state = state;
        this.output = output;
    }

    void dispatch(Operation request) {
        if (session.inFlight.isAbandoned(request.messageId(), session.accounting.now())) {
            session.replies.answer(
                    request,
                    ResultCode.BUSY,
                    "message id " + request.messageId()
                            + " is that of an abandoned operation, which the directory server may"
                            + " still answer: use another one");
        } else if (request.op() == LdapOp.BIND) {
            onBind(request);
        } else if (request.isStartTls()) {
            onStartTls(request);
        } else {
            onOperation(request);
        }
    }

    private void onBind(Operation bind) {
        if (session.inFlight.hasOpenEnded()) {
            session.replies.answer(bind, ResultCode.BUSY, "no bind is possible" + WHILE_OPEN_ENDED);
        } else if (isServed(bind) && isAllowedInClear(bind) && hasIdOfItsOwn(bind)) {
            if (!(state.login() instanceof Login.Settled settled)) {
                throw new IllegalStateException("a bind that was not parked while " + state.login());
            }
            session.binds.begin(bind, settled);
        }
    }

    private void onStartTls(Operation request) {
        if (session.inFlight.hasOpenEnded()) {
            session.replies.answer(request, ResultCode.OPERATIONS_ERROR, "no StartTLS is possible" + WHILE_OPEN_ENDED);
        } else if (isServed(request) && isOutsideNegotiation(request)) {
            session.handshake.startTls(request, output);
        }
    }

    private void onOperation(Operation operation) {
        if (isServed(operation)
                && isAllowedInClear(operation)
                && isOutsideNegotiation(operation)
                && hasIdOfItsOwn(operation)) {
            forward(operation);
        }
    }

    private void forward(Operation operation) {
        Checks checks = state.service().checks();
        Refusal refusal = checks.refusal(operation);
        if (refusal == null && operation.op() == LdapOp.SEARCH) {
            refusal = session.memory.refusal(operation);
        }
        if (refusal != null) {
            session.replies.answer(operation, refusal);
            return;
        }
        if (operation.op() == LdapOp.SEARCH) {
            session.memory.onSearch(operation);
            checks.filter(operation);
        }
        session.inFlight.add(operation);
        session.upstream.send(operation);
    }

    // Each of these answers the request itself where it returns false.

    private boolean isServed(Operation request) {
        if (state.isShuttingDown()) {
            session.replies.answer(request, ResultCode.UNAVAILABLE, "the gateway is shutting down");
            return false;
        }
        if (state.isHandshaking() || state.isClosed()) {
            session.replies.giveUp(request);
            return false;
        }
        return true;
    }

    /** False where nothing but StartTLS is served in clear text. */
    private boolean isAllowedInClear(Operation request) {
        if (state.protection().admitsRequests()) {
            return true;
        }
        session.replies.answer(
                request, ResultCode.CONFIDENTIALITY_REQUIRED, "StartTLS is required on this port before anything else");
        return false;
    }

    private boolean isOutsideNegotiation(Operation request) {
        if (state.login() instanceof Login.Negotiating) {
            session.replies.answer(request, ResultCode.OPERATIONS_ERROR, "a SASL bind is in progress");
            return false;
        }
        return true;
    }

    /** RFC 4511 section 4.1.1.1: the id of an operation in flight must not be used again. */
    private boolean hasIdOfItsOwn(Operation request) {
        if (session.inFlight.get(request.messageId()) == null) {
            return true;
        }
        session.replies.giveUp(request);
        session.intake.dropParked();
        session.onProtocolError(
                new LdapProtocolException("message id " + request.messageId() + " is in flight already"));
        return false;
    }

    void abandon(LdapFrame request) {
        try {
            abandon(request, RequestView.abandonedId(request));
        } catch (LdapProtocolException e) {
            session.onProtocolError(e);
        } finally {
            request.release();
        }
    }

    private void abandon(LdapFrame request, int id) {
        Operation operation = session.inFlight.get(id);
        if (operation == null || operation.op() == LdapOp.BIND) {
            session.intake.abandonParked(id);
            return;
        }
        if (operation.isSent()) {
            session.inFlight.abandoned(id, session.accounting.now());
            session.upstream.sendUnanswered(request);
        }
        session.replies.giveUp(operation);
    }

    /** The process holds as many requests as it may. A client whose bind is not heard ends. */
    void refuseOverloaded(Operation request) {
        String text = "the gateway holds as many requests as it has memory for (limits.requestMemory); try again";
        if (request.op() == LdapOp.BIND) {
            session.replies.giveUp(request);
            session.stopReading(CloseReason.OVERLOADED, text);
        } else {
            session.replies.answer(request, ResultCode.BUSY, text);
        }
    }
}

package io.dirgate.proxy.session;

import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.RequestView;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.operation.Refusal;

/** Decides about each request when its turn comes: forwards it to a directory server, or answers it. */
final class Requests {
    private static final String WHILE_OPEN_ENDED =
            " while a change notification or a persistent search is open on this connection: abandon it first";

    private final ClientSession session;
    private final SessionState state;

    Requests(ClientSession session, SessionState state) {
        this.session = session;
        this.state = state;
    }

    void dispatch(Operation operation) {
        if (session.inFlight.isAbandoned(operation.messageId(), session.accounting.now())) {
            session.replies.answer(
                    operation,
                    ResultCode.BUSY,
                    "message id " + operation.messageId()
                            + " is that of an abandoned operation, which the directory server may"
                            + " still answer: use another one");
        } else if (operation.op() == LdapOp.BIND) {
            onBind(operation);
        } else if (operation.request().isStartTls()) {
            onStartTls(operation);
        } else {
            onOperation(operation);
        }
    }

    private void onBind(Operation bind) {
        if (session.inFlight.hasOpenEnded()) {
            session.replies.answer(bind, ResultCode.BUSY, "no bind is possible" + WHILE_OPEN_ENDED);
        } else if (isServed(bind) && isAllowedInClear(bind)) {
            if (!(state.login() instanceof Login.Settled settled)) {
                throw new IllegalStateException("a bind that was not parked while " + state.login());
            }
            session.binds.begin(bind, settled);
        }
    }

    private void onStartTls(Operation operation) {
        if (session.inFlight.hasOpenEnded()) {
            session.replies.answer(
                    operation, ResultCode.OPERATIONS_ERROR, "no StartTLS is possible" + WHILE_OPEN_ENDED);
        } else if (isServed(operation) && isOutsideNegotiation(operation)) {
            session.handshake.startTls(operation);
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
        Refusal refusal = checks.refusal(operation.request());
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

    // If one of these checks returns false, it has answered the request.

    private boolean isServed(Operation operation) {
        if (state.isShuttingDown()) {
            session.replies.answer(operation, ResultCode.UNAVAILABLE, "the gateway is shutting down");
            return false;
        }
        if (state.isHandshaking() || state.isClosed()) {
            session.replies.giveUp(operation);
            return false;
        }
        return true;
    }

    /** False for any request but StartTLS on a listener that requires StartTLS. */
    private boolean isAllowedInClear(Operation operation) {
        if (state.protection().admitsRequests()) {
            return true;
        }
        session.replies.answer(
                operation,
                ResultCode.CONFIDENTIALITY_REQUIRED,
                "StartTLS is required on this port before anything else");
        return false;
    }

    private boolean isOutsideNegotiation(Operation operation) {
        if (state.login() instanceof Login.Negotiating) {
            session.replies.answer(operation, ResultCode.OPERATIONS_ERROR, "a SASL bind is in progress");
            return false;
        }
        return true;
    }

    /** RFC 4511 section 4.1.1.1: the id of an operation in flight must not be reused. */
    private boolean hasIdOfItsOwn(Operation operation) {
        int id = operation.messageId();
        if (session.inFlight.get(id) == null) {
            return true;
        }
        session.replies.giveUp(operation);
        session.intake.dropParked();
        session.onProtocolError(new LdapProtocolException("message id " + id + " is in flight already"));
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
        boolean sent = operation.isSent();
        session.replies.giveUp(operation);
        if (sent) {
            // Last, since the server may be found to be lost when it is written to, which ends what is in flight.
            session.inFlight.abandoned(id, session.accounting.now());
            session.upstream.sendUnanswered(request);
        }
    }

    /** Refuses a request because the memory for requests is exhausted. If the request is a bind, the session ends. */
    void refuseOverloaded(Operation operation) {
        String text = "no memory left for another request (limits.requestMemory); try again";
        if (operation.op() == LdapOp.BIND) {
            session.replies.giveUp(operation);
            session.stopReading(CloseReason.OVERLOADED, text);
        } else {
            session.replies.answer(operation, ResultCode.BUSY, text);
        }
    }
}

package io.dirgate.proxy.session;

import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.operation.Operation;
import java.util.ArrayDeque;
import java.util.Queue;

/** Takes requests in as they arrive, and lets those wait whose turn has not come. */
final class Intake {
    /** Requests that wait; reading goes on so far, since an abandon or unbind behind them does not wait. */
    private static final int MAX_PARKED = 16;

    private final ClientSession session;
    private final SessionState state;
    private final LdapFrameDecoder decoder;
    private final Queue<Operation> parked = new ArrayDeque<>(2);

    Intake(ClientSession session, SessionState state, LdapFrameDecoder decoder) {
        this.session = session;
        this.state = state;
        this.decoder = decoder;
    }

    void onRequest(LdapFrame request) {
        session.accounting.received(request.length());
        switch (request.op()) {
            case UNBIND -> {
                request.release();
                session.close(CloseReason.UNBIND, "");
            }
            case ABANDON -> session.requests.abandon(request);
            default -> begin(request);
        }
    }

    private void begin(LdapFrame request) {
        boolean admitted = request.isAdmitted();
        Operation operation;
        try {
            operation = session.accounting.begin(request);
        } catch (LdapProtocolException e) {
            session.onProtocolError(e);
            return;
        }
        if (!admitted) {
            session.requests.refuseOverloaded(operation);
        } else if (parked.isEmpty() && !mustWait(operation)) {
            session.requests.dispatch(operation);
        } else {
            parked.add(operation);
            if (parked.size() >= MAX_PARKED) {
                decoder.pause();
                session.updateReading();
            }
        }
    }

    /** After anything that may have made room: what was parked goes on. */
    void resume() {
        dispatchParked();
        while (decoder.isPaused() && parked.size() <= MAX_PARKED / 2) {
            decoder.resume();
            dispatchParked();
        }
    }

    private void dispatchParked() {
        while (!parked.isEmpty() && !mustWait(parked.element())) {
            session.requests.dispatch(parked.remove());
        }
    }

    /**
     * RFC 4511 section 4.2.1: nothing during a bind, and no bind (nor StartTLS, section 4.14.1) while anything is in flight. A search
     * that may never end is not waited for: {@link Requests} refuses the bind, as Active Directory and Samba do.
     */
    private boolean mustWait(Operation operation) {
        if (state.isBinding()
                || session.inFlight.size() >= state.service().limits().operationsInFlight()) {
            return true;
        }
        boolean alone = operation.op() == LdapOp.BIND || operation.request().isStartTls();
        return alone
                && (!session.inFlight.isEmpty() || session.upstream.isMidResponse())
                && !session.inFlight.hasOpenEnded();
    }

    /** The client no longer waits for the answer. A bind cannot be abandoned (RFC 4511 section 4.11). */
    void abandonParked(int messageId) {
        parked.removeIf(waiting -> {
            boolean abandoned = waiting.messageId() == messageId && waiting.op() != LdapOp.BIND;
            if (abandoned) {
                session.replies.giveUp(waiting);
            }
            return abandoned;
        });
    }

    void answerParked(int code, String text) {
        while (!parked.isEmpty()) {
            session.replies.answer(parked.remove(), code, text);
        }
    }

    /**
     * Nobody will answer what waits. For StartTLS: what came in clear text behind it is not served, since RFC 4511 section 4.14.1 forbids
     * to send it.
     */
    void dropParked() {
        while (!parked.isEmpty()) {
            session.replies.giveUp(parked.remove());
        }
    }

    boolean isEmpty() {
        return parked.isEmpty();
    }
}

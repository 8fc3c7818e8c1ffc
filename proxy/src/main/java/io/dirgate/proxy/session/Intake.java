package io.dirgate.proxy.session;

import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.operation.Operation;
import java.util.ArrayDeque;
import java.util.Queue;

/** Receives requests and parks those that must wait. */
final class Intake {
    /**
     * Maximum number of parked requests. Reading continues up to this number, because an abandon or unbind after them
     * does not wait.
     */
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

    /** Resumes parked requests. Call this after any event that may have made room. */
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
     * During a bind, all requests wait (RFC 4511 section 4.2.1). A bind or StartTLS waits until no operation is in
     * flight (also section 4.14.1), except for open-ended searches: {@link Requests} refuses the bind then, as Active
     * Directory and Samba do.
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

    /** Drops a parked request that the client has abandoned. A bind cannot be abandoned (RFC 4511 section 4.11). */
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
     * Drops all parked requests without an answer. For StartTLS: RFC 4511 section 4.14.1 forbids requests in clear
     * after it, so they are not served.
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

package io.dirgate.proxy.session;

import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.upstream.BindRefusal;
import io.dirgate.proxy.upstream.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Where a session stands, and what each event does to it there: every state answers every event, so that the compiler knows
 * of a case that nobody thought of. Each method does its work through the session's verbs and returns the state that follows.
 * A request reaches a state only when it may be answered now; the session parks the others.
 */
sealed interface SessionState {
    SessionState onBind(ClientSession session, LdapFrame bind) throws LdapProtocolException;

    SessionState onStartTls(ClientSession session, LdapFrame request);

    /** Any other request that has a response. */
    SessionState onOperation(ClientSession session, LdapFrame request) throws LdapProtocolException;

    /** TLS with the client is on. */
    SessionState onSecured(ClientSession session);

    /** The directory server's answer to the bind in flight; it has been passed on. */
    SessionState onBindResult(ClientSession session, int resultCode);

    /** The client's bytes are a SASL security layer's, not LDAP. */
    SessionState onSecurityLayer(ClientSession session);

    /** The connection to the directory server is gone; nothing of a response is left half delivered. */
    SessionState onDirectoryLost(ClientSession session, Loss loss);

    /** The session is to end as soon as what is in flight has been answered. */
    SessionState onDrain(ClientSession session, Ending ending);

    /** Nothing is in flight any more but searches that may never end. */
    SessionState onAnswered(ClientSession session);

    /** Whom the session is bound as; null for nobody. */
    default @Nullable Identity identity() {
        return null;
    }

    /** True if the session can go on over another connection to a directory server, with nothing lost. */
    default boolean canBeRestored() {
        return false;
    }

    /** True while other requests must wait for the bind's result (RFC 4511 section 4.2.1). */
    default boolean isBinding() {
        return false;
    }

    /** Connected, but TLS must come first: the handshake is under way, or only StartTLS is welcome. */
    record Accepting() implements SessionState {
        @Override
        public SessionState onBind(ClientSession session, LdapFrame bind) {
            return refuse(session, bind);
        }

        @Override
        public SessionState onStartTls(ClientSession session, LdapFrame request) {
            return session.startTls(request) ? new Securing(new Anonymous()) : this;
        }

        @Override
        public SessionState onOperation(ClientSession session, LdapFrame request) {
            return refuse(session, request);
        }

        @Override
        public SessionState onSecured(ClientSession session) {
            return new Anonymous();
        }

        @Override
        public SessionState onBindResult(ClientSession session, int resultCode) {
            return this;
        }

        @Override
        public SessionState onSecurityLayer(ClientSession session) {
            return session.closed(CloseReason.PROTOCOL_ERROR, "not LDAP");
        }

        @Override
        public SessionState onDirectoryLost(ClientSession session, Loss loss) {
            return this;
        }

        @Override
        public SessionState onDrain(ClientSession session, Ending ending) {
            return session.closed(ending);
        }

        @Override
        public SessionState onAnswered(ClientSession session) {
            return this;
        }

        private SessionState refuse(ClientSession session, LdapFrame request) {
            session.answer(
                    request,
                    ResultCode.CONFIDENTIALITY_REQUIRED,
                    "StartTLS is required on this port before anything else");
            return this;
        }
    }

    /** StartTLS was agreed to; the handshake is under way. */
    record Securing(SessionState after) implements SessionState {
        @Override
        public SessionState onBind(ClientSession session, LdapFrame bind) {
            return drop(bind);
        }

        @Override
        public SessionState onStartTls(ClientSession session, LdapFrame request) {
            return drop(request);
        }

        @Override
        public SessionState onOperation(ClientSession session, LdapFrame request) {
            return drop(request);
        }

        @Override
        public SessionState onSecured(ClientSession session) {
            return after;
        }

        @Override
        public SessionState onBindResult(ClientSession session, int resultCode) {
            return this;
        }

        @Override
        public SessionState onSecurityLayer(ClientSession session) {
            return session.closed(CloseReason.PROTOCOL_ERROR, "not LDAP");
        }

        @Override
        public SessionState onDirectoryLost(ClientSession session, Loss loss) {
            SessionState without = after.onDirectoryLost(session, loss);
            return without instanceof Closed ? without : new Securing(without);
        }

        @Override
        public SessionState onDrain(ClientSession session, Ending ending) {
            return session.closed(ending);
        }

        @Override
        public SessionState onAnswered(ClientSession session) {
            return this;
        }

        @Override
        public @Nullable Identity identity() {
            return after.identity();
        }

        /** What came in clear behind the StartTLS request is dropped unread: RFC 4511 section 4.14.1 forbids to send it. */
        private SessionState drop(LdapFrame request) {
            request.release();
            return this;
        }
    }

    /** No bind has succeeded; what is allowed is the directory's decision. */
    record Anonymous() implements SessionState {
        @Override
        public SessionState onBind(ClientSession session, LdapFrame bind) throws LdapProtocolException {
            return session.bind(bind);
        }

        @Override
        public SessionState onStartTls(ClientSession session, LdapFrame request) {
            return session.startTls(request) ? new Securing(this) : this;
        }

        @Override
        public SessionState onOperation(ClientSession session, LdapFrame request) throws LdapProtocolException {
            session.forward(request);
            return this;
        }

        @Override
        public SessionState onSecured(ClientSession session) {
            return this;
        }

        @Override
        public SessionState onBindResult(ClientSession session, int resultCode) {
            return this;
        }

        @Override
        public SessionState onSecurityLayer(ClientSession session) {
            return session.closed(CloseReason.PROTOCOL_ERROR, "not LDAP");
        }

        @Override
        public SessionState onDirectoryLost(ClientSession session, Loss loss) {
            session.recover(loss);
            return this;
        }

        @Override
        public SessionState onDrain(ClientSession session, Ending ending) {
            return new Draining(this, ending).onAnswered(session);
        }

        @Override
        public SessionState onAnswered(ClientSession session) {
            return this;
        }

        @Override
        public boolean canBeRestored() {
            return true;
        }
    }

    /**
     * A bind is on its way; its result makes the session what it will be.
     *
     * @param asking whom it will be bound as on success; null for an anonymous bind
     */
    record Binding(@Nullable Identity asking, boolean sasl) implements SessionState {
        @Override
        public SessionState onBind(ClientSession session, LdapFrame bind) {
            throw new IllegalStateException("a request was not parked while binding");
        }

        @Override
        public SessionState onStartTls(ClientSession session, LdapFrame request) {
            throw new IllegalStateException("a request was not parked while binding");
        }

        @Override
        public SessionState onOperation(ClientSession session, LdapFrame request) {
            throw new IllegalStateException("a request was not parked while binding");
        }

        @Override
        public SessionState onSecured(ClientSession session) {
            return this;
        }

        @Override
        public SessionState onBindResult(ClientSession session, int resultCode) {
            return switch (resultCode) {
                case ResultCode.SUCCESS -> asking == null ? session.anonymous() : session.bound(asking, sasl);
                case ResultCode.SASL_BIND_IN_PROGRESS -> new Negotiating();
                default -> {
                    forget();
                    yield session.bindFailed();
                }
            };
        }

        @Override
        public SessionState onSecurityLayer(ClientSession session) {
            return session.closed(CloseReason.PROTOCOL_ERROR, "not LDAP");
        }

        /** A bind that was written is not written again: the server may have counted it toward the account's lockout. */
        @Override
        public SessionState onDirectoryLost(ClientSession session, Loss loss) {
            forget();
            session.recover(loss);
            return session.anonymous();
        }

        @Override
        public SessionState onDrain(ClientSession session, Ending ending) {
            return new Draining(this, ending);
        }

        @Override
        public SessionState onAnswered(ClientSession session) {
            return this;
        }

        @Override
        public boolean isBinding() {
            return true;
        }

        private void forget() {
            if (asking != null) {
                asking.forget();
            }
        }
    }

    /** Between two steps of a SASL bind: the next word is the client's. */
    record Negotiating() implements SessionState {
        @Override
        public SessionState onBind(ClientSession session, LdapFrame bind) throws LdapProtocolException {
            return session.bind(bind);
        }

        @Override
        public SessionState onStartTls(ClientSession session, LdapFrame request) {
            session.answer(request, ResultCode.OPERATIONS_ERROR, "a SASL bind is in progress");
            return this;
        }

        @Override
        public SessionState onOperation(ClientSession session, LdapFrame request) {
            session.answer(request, ResultCode.OPERATIONS_ERROR, "a SASL bind is in progress");
            return this;
        }

        @Override
        public SessionState onSecured(ClientSession session) {
            return this;
        }

        @Override
        public SessionState onBindResult(ClientSession session, int resultCode) {
            return this;
        }

        @Override
        public SessionState onSecurityLayer(ClientSession session) {
            return session.closed(CloseReason.PROTOCOL_ERROR, "not LDAP");
        }

        @Override
        public SessionState onDirectoryLost(ClientSession session, Loss loss) {
            return session.closed(CloseReason.DIRECTORY_LOST, "in the middle of a SASL bind: " + loss.detail());
        }

        @Override
        public SessionState onDrain(ClientSession session, Ending ending) {
            return session.closed(ending);
        }

        @Override
        public SessionState onAnswered(ClientSession session) {
            return this;
        }
    }

    /** A bind has succeeded. */
    record Bound(Identity as) implements SessionState {
        @Override
        public SessionState onBind(ClientSession session, LdapFrame bind) throws LdapProtocolException {
            SessionState next = session.bind(bind);
            as.forget();
            return next;
        }

        @Override
        public SessionState onStartTls(ClientSession session, LdapFrame request) {
            return session.startTls(request) ? new Securing(this) : this;
        }

        @Override
        public SessionState onOperation(ClientSession session, LdapFrame request) throws LdapProtocolException {
            session.forward(request);
            return this;
        }

        @Override
        public SessionState onSecured(ClientSession session) {
            return this;
        }

        @Override
        public SessionState onBindResult(ClientSession session, int resultCode) {
            return this;
        }

        @Override
        public SessionState onSecurityLayer(ClientSession session) {
            return session.layered(as);
        }

        @Override
        public SessionState onDirectoryLost(ClientSession session, Loss loss) {
            if (!as.isRepeatable()) {
                return session.closed(
                        CloseReason.DIRECTORY_LOST,
                        "and the gateway cannot repeat the bind as " + as.name() + ": " + loss.detail());
            }
            BindRefusal refusal = session.rebinds().refusal(as);
            if (refusal != null) {
                session.onStaleCredential(refusal);
                return new Closed();
            }
            session.recover(loss);
            return this;
        }

        @Override
        public SessionState onDrain(ClientSession session, Ending ending) {
            return new Draining(this, ending).onAnswered(session);
        }

        @Override
        public SessionState onAnswered(ClientSession session) {
            return this;
        }

        @Override
        public Identity identity() {
            return as;
        }

        @Override
        public boolean canBeRestored() {
            return as.isRepeatable();
        }
    }

    /** Behind a SASL security layer: bytes go both ways and mean nothing here. */
    record Layered(Identity as) implements SessionState {
        @Override
        public SessionState onBind(ClientSession session, LdapFrame bind) {
            throw new IllegalStateException("frames behind a security layer");
        }

        @Override
        public SessionState onStartTls(ClientSession session, LdapFrame request) {
            throw new IllegalStateException("frames behind a security layer");
        }

        @Override
        public SessionState onOperation(ClientSession session, LdapFrame request) {
            throw new IllegalStateException("frames behind a security layer");
        }

        @Override
        public SessionState onSecured(ClientSession session) {
            return this;
        }

        @Override
        public SessionState onBindResult(ClientSession session, int resultCode) {
            return this;
        }

        @Override
        public SessionState onSecurityLayer(ClientSession session) {
            return this;
        }

        @Override
        public SessionState onDirectoryLost(ClientSession session, Loss loss) {
            return session.closed(
                    CloseReason.DIRECTORY_LOST_MID_RESPONSE, "behind a SASL security layer: " + loss.detail());
        }

        /** What is in flight cannot be seen, so the session lives until the time for draining is over. */
        @Override
        public SessionState onDrain(ClientSession session, Ending ending) {
            return this;
        }

        @Override
        public SessionState onAnswered(ClientSession session) {
            return this;
        }

        @Override
        public Identity identity() {
            return as;
        }
    }

    /**
     * What is in flight is answered, nothing new is begun.
     *
     * @param was where the session stood, for what is still in flight
     * @param ending why it ends, and how
     */
    record Draining(SessionState was, Ending ending) implements SessionState {
        @Override
        public SessionState onBind(ClientSession session, LdapFrame bind) throws LdapProtocolException {
            return ending.servesWhatCame() ? still(was.onBind(session, bind)) : refuse(session, bind);
        }

        @Override
        public SessionState onStartTls(ClientSession session, LdapFrame request) {
            return ending.servesWhatCame() ? still(was.onStartTls(session, request)) : refuse(session, request);
        }

        @Override
        public SessionState onOperation(ClientSession session, LdapFrame request) throws LdapProtocolException {
            return ending.servesWhatCame() ? still(was.onOperation(session, request)) : refuse(session, request);
        }

        @Override
        public SessionState onSecured(ClientSession session) {
            return this;
        }

        @Override
        public SessionState onBindResult(ClientSession session, int resultCode) {
            return still(was.onBindResult(session, resultCode));
        }

        @Override
        public SessionState onSecurityLayer(ClientSession session) {
            return was.onSecurityLayer(session);
        }

        @Override
        public SessionState onDirectoryLost(ClientSession session, Loss loss) {
            return still(was.onDirectoryLost(session, loss));
        }

        @Override
        public SessionState onDrain(ClientSession session, Ending ending) {
            return this;
        }

        @Override
        public SessionState onAnswered(ClientSession session) {
            return session.isAnswered() ? session.closed(ending) : this;
        }

        @Override
        public @Nullable Identity identity() {
            return was.identity();
        }

        @Override
        public boolean isBinding() {
            return was.isBinding();
        }

        SessionState still(SessionState next) {
            return next instanceof Closed || next instanceof Draining ? next : new Draining(next, ending);
        }

        private SessionState refuse(ClientSession session, LdapFrame request) {
            session.answer(request, ResultCode.UNAVAILABLE, "the gateway is shutting down");
            return this;
        }
    }

    /** Over. */
    record Closed() implements SessionState {
        @Override
        public SessionState onBind(ClientSession session, LdapFrame bind) {
            return drop(bind);
        }

        @Override
        public SessionState onStartTls(ClientSession session, LdapFrame request) {
            return drop(request);
        }

        @Override
        public SessionState onOperation(ClientSession session, LdapFrame request) {
            return drop(request);
        }

        @Override
        public SessionState onSecured(ClientSession session) {
            return this;
        }

        @Override
        public SessionState onBindResult(ClientSession session, int resultCode) {
            return this;
        }

        @Override
        public SessionState onSecurityLayer(ClientSession session) {
            return this;
        }

        @Override
        public SessionState onDirectoryLost(ClientSession session, Loss loss) {
            return this;
        }

        @Override
        public SessionState onDrain(ClientSession session, Ending ending) {
            return this;
        }

        @Override
        public SessionState onAnswered(ClientSession session) {
            return this;
        }

        private SessionState drop(LdapFrame request) {
            request.release();
            return this;
        }
    }
}

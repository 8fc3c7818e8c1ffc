package io.dirgate.proxy.session;

import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.ldap.Utf8Text;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.operation.Refusal;
import io.dirgate.proxy.upstream.Identity;
import org.jspecify.annotations.Nullable;

/** Performs a session's binds: changes {@link Login} and notifies the rest of the session. */
final class Binds {
    /** RFC 4505. */
    private static final String ANONYMOUS = "ANONYMOUS";

    private final ClientSession session;
    private final SessionState state;
    private final LdapFrameDecoder decoder;

    Binds(ClientSession session, SessionState state, LdapFrameDecoder decoder) {
        this.session = session;
        this.state = state;
        this.decoder = decoder;
    }

    /** Forwards a bind or refuses it. In either case the session is anonymous until the result. */
    void begin(Operation bind, Login.Settled from) {
        Identity before = from.identity();
        session.inFlight.add(bind);
        session.memory.forget();
        Refusal refusal = state.service().checks().refusal(bind.request());
        if (refusal == null) {
            state.login(from.bind(asking(bind), bind.request().authentication().mayProtect()));
            session.upstream.send(bind);
        } else {
            session.replies.answer(bind, refusal);
            failed();
        }
        if (before != null) {
            before.forget();
        }
    }

    /**
     * The identity that a successful bind gives the session; null if the bind proves none. Servers ignore the name in a
     * bind that is not simple.
     */
    private @Nullable Identity asking(Operation bind) {
        return switch (bind.request().authentication()) {
            case SIMPLE -> bind.name().isEmpty() ? null : simple(bind);
            case SASL ->
                bind.request().mechanism().equalsIgnoreCase(ANONYMOUS)
                        ? null
                        : Identity.once(Utf8Text.of(bind.request().mechanism()));
            case SICILY_RESPONSE -> Identity.once(Utf8Text.of("Sicily"));
            case SICILY_DISCOVERY, SICILY_NEGOTIATE, UNKNOWN -> null;
        };
    }

    private Identity simple(Operation bind) {
        Utf8Text name = bind.name().copy();
        return state.service().upstream().keepCredentials()
                ? Identity.repeatable(
                        name, bind.request().frame(), bind.request().authenticationStart())
                : Identity.once(name);
    }

    /** Handles the directory server's answer to the current bind, after it was forwarded. */
    void onResult(int code) {
        if (state.isClosed() || !(state.login() instanceof Login.Binding binding)) {
            return;
        }
        switch (code) {
            case ResultCode.SUCCESS -> {
                Login next = binding.succeeded();
                if (next instanceof Login.Bound bound) {
                    bound(bound, binding.mayProtect());
                } else {
                    anonymous();
                }
            }
            case ResultCode.SASL_BIND_IN_PROGRESS -> state.login(binding.inProgress());
            default -> {
                state.login(binding.failed());
                failed();
            }
        }
    }

    private void bound(Login.Bound bound, boolean mayProtect) {
        state.login(bound);
        decoder.maxRequestSize(state.service().limits().requestSize());
        decoder.bound(true);
        state.service().rebinds().accepted(bound.as());
        forgetUnwantedCredential();
        session.upstream.onBound();
        session.onBound();
        if (mayProtect) {
            decoder.expectSecurityLayer();
        }
    }

    /** Makes the session anonymous. */
    void anonymous() {
        state.login(new Login.Anonymous());
        decoder.maxRequestSize(state.service().limits().anonymousRequestSize());
        decoder.bound(false);
        session.upstream.onAnonymous();
        session.timers.onUnbound();
    }

    /** Closes the connection, because Samba keeps the previous identity after a failed bind. */
    private void failed() {
        session.upstream.close();
        anonymous();
    }

    /**
     * Forgets the password if it will not be repeated. A session without a server connection keeps it until it has one
     * again.
     */
    void forgetUnwantedCredential() {
        Identity identity = state.login().identity();
        if (identity != null
                && session.upstream.isReady()
                && !state.service().upstream().keepCredentials()) {
            identity.forget();
        }
    }
}

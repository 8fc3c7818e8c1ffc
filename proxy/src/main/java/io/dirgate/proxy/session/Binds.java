package io.dirgate.proxy.session;

import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.ldap.Utf8Text;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.operation.Refusal;
import io.dirgate.proxy.upstream.Identity;
import org.jspecify.annotations.Nullable;

/** Carries out a session's binds: moves {@link Login}, and tells the rest of the session what follows from it. */
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

    /** Hands a bind on, or refuses it; either way the session is nobody's until the result. */
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

    /** Whom success makes the session; null if it proves nothing. Servers ignore the name in a bind that is not simple. */
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

    /** The directory server's answer to the bind in flight; it has been passed on. */
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

    /** The session is nobody's. */
    void anonymous() {
        state.login(new Login.Anonymous());
        decoder.maxRequestSize(state.service().limits().anonymousRequestSize());
        decoder.bound(false);
        session.upstream.onAnonymous();
        session.timers.onUnbound();
    }

    /** Samba keeps the previous identity after a failed bind, so its connection is not used again. */
    private void failed() {
        session.upstream.close();
        anonymous();
    }

    /** A session without its server connection keeps its password until it has one again. */
    void forgetUnwantedCredential() {
        Identity identity = state.login().identity();
        if (identity != null
                && session.upstream.isReady()
                && !state.service().upstream().keepCredentials()) {
            identity.forget();
        }
    }
}

package io.dirgate.proxy.session;

import io.dirgate.proxy.upstream.Identity;
import org.jspecify.annotations.Nullable;

/** The state of a session: three independent machines and the current settings. */
final class SessionState {
    private Service service;
    private Protection protection;
    private Login login = new Login.Anonymous();
    private Life life = new Life.Open();

    SessionState(Service service, Protection protection) {
        this.service = service;
        this.protection = protection;
    }

    Service service() {
        return service;
    }

    void service(Service next) {
        service = next;
    }

    Protection protection() {
        return protection;
    }

    void protection(Protection next) {
        protection = next;
    }

    Login login() {
        return login;
    }

    void login(Login next) {
        login = next;
    }

    Life life() {
        return life;
    }

    void life(Life next) {
        life = next;
    }

    boolean isClosed() {
        return life.isClosed();
    }

    /** True if the client's last bind has succeeded. */
    boolean isBound() {
        return login.identity() != null;
    }

    boolean isBinding() {
        return login.isBinding();
    }

    boolean isHandshaking() {
        return protection instanceof Protection.Handshaking;
    }

    /** True if the gateway refuses requests that have already arrived, because it is shutting down. */
    boolean isShuttingDown() {
        return life instanceof Life.Draining draining && !draining.ending().servesWhatCame();
    }

    /** True if a drain must wait, because requests are or may be in flight. */
    boolean canDrain() {
        return protection.admitsRequests() && !(login instanceof Login.Negotiating);
    }

    /** The bind to repeat on another connection; null if there is none or it cannot be repeated. */
    @Nullable
    Identity identityToRestore() {
        Identity identity = login.identity();
        return identity != null && identity.isRepeatable() ? identity : null;
    }
}

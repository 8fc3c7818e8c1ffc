package io.dirgate.proxy.session;

import io.dirgate.proxy.config.ShutdownNotice;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResultCode;
import org.slf4j.event.Level;

/** The ways in which a session ends: what the metric calls it, how loud the log is, what the client is told. */
public enum CloseReason {
    UNBIND("unbind", Level.DEBUG, CloseReason.SILENT),
    CLIENT_CLOSED("clientClosed", Level.DEBUG, CloseReason.SILENT),
    CLIENT_RESET("clientReset", Level.INFO, CloseReason.SILENT),
    PROTOCOL_ERROR("protocolError", Level.WARN, ResultCode.PROTOCOL_ERROR),
    REQUEST_REFUSED("requestRefused", Level.WARN, ResultCode.UNWILLING_TO_PERFORM),
    REQUEST_TIMEOUT("requestTimeout", Level.INFO, ResultCode.UNAVAILABLE),
    /** The process has no memory left for what this client sends. */
    OVERLOADED("overloaded", Level.WARN, ResultCode.BUSY),
    /** Of all connections, none had been there longer without a bind, and a new one found no room. */
    MADE_ROOM("madeRoom", Level.DEBUG, CloseReason.SILENT),
    NOT_TLS("notTls", Level.WARN, CloseReason.SILENT),
    TLS_FAILED("tlsFailed", Level.INFO, CloseReason.SILENT),
    /** The commonest sign of a client that does not trust the certificate. */
    LEFT_AFTER_HANDSHAKE("leftAfterHandshake", Level.INFO, CloseReason.SILENT),
    FIRST_REQUEST_TIMEOUT("firstRequestTimeout", Level.INFO, ResultCode.UNAVAILABLE),
    /** It does not read what it asked for. */
    CLIENT_STUCK("clientStuck", Level.INFO, CloseReason.SILENT),
    IDLE("idle", Level.INFO, ResultCode.UNAVAILABLE),
    /** The directory server is gone, and so is what cannot be had again elsewhere. */
    DIRECTORY_LOST("directoryLost", Level.WARN, ResultCode.UNAVAILABLE),
    /** Gone in the middle of a response: nothing that the client could still read can follow. */
    DIRECTORY_LOST_MID_RESPONSE("directoryLostMidResponse", Level.WARN, CloseReason.SILENT),
    /** All directory servers were tried, or the only one that was up is gone. */
    NO_DIRECTORY("noDirectory", Level.INFO, ResultCode.UNAVAILABLE),
    /** It has the state of a server that is lost. Closed as the server would have closed it: the client may reconnect by itself. */
    TIED_SERVER_LOST("tiedServerLost", Level.INFO, CloseReason.SILENT),
    REBIND_REFUSED("rebindRefused", Level.WARN, ResultCode.UNAVAILABLE),
    DRAINED("drained", Level.DEBUG, ResultCode.UNAVAILABLE),
    INTERNAL_ERROR("internalError", Level.ERROR, ResultCode.UNAVAILABLE);

    /** No Notice of Disconnection. */
    static final int SILENT = -1;

    private final String label;
    private final Level level;
    private final int noticeCode;

    CloseReason(String label, Level level, int noticeCode) {
        this.label = label;
        this.level = level;
        this.noticeCode = noticeCode;
    }

    /** For a request that the gateway does not take. */
    static CloseReason of(LdapProtocolException fault) {
        return switch (fault.resultCode()) {
            case ResultCode.BUSY -> OVERLOADED;
            case ResultCode.UNWILLING_TO_PERFORM -> REQUEST_REFUSED;
            default -> PROTOCOL_ERROR;
        };
    }

    /** The metric's label. */
    public String label() {
        return label;
    }

    /** @param owed whether the client has asked for something that it did not get */
    Level level(boolean owed) {
        return owed && level == Level.DEBUG ? Level.INFO : level;
    }

    /** Where there is nothing more to say. */
    String detail(boolean owed) {
        return switch (this) {
            case DRAINED -> "the gateway is shutting down";
            case CLIENT_CLOSED, CLIENT_RESET, UNBIND -> owed ? "before it had all its answers" : "";
            default -> "";
        };
    }

    /**
     * True if the client gets a Notice of Disconnection. libldap turns one into the result of the next operation, and clients that
     * reconnect by themselves do so only where the connection is closed without one.
     *
     * @param notice for an end that is not the client's fault
     */
    boolean isSaid(ShutdownNotice notice) {
        return noticeCode != SILENT && (notice == ShutdownNotice.ON || !isQuietByDefault());
    }

    private boolean isQuietByDefault() {
        return switch (this) {
            case FIRST_REQUEST_TIMEOUT, IDLE, DIRECTORY_LOST, NO_DIRECTORY, REBIND_REFUSED, DRAINED -> true;
            default -> false;
        };
    }

    /** True if each operation that waits is answered {@code unavailable} first: the client asked nothing wrong. */
    boolean answersWaiting() {
        return this == DIRECTORY_LOST || this == NO_DIRECTORY || this == REBIND_REFUSED;
    }

    /** True for an end that the client has not brought about itself, so that it may still have to read what was sent to it. */
    boolean isGateways() {
        return noticeCode != SILENT;
    }

    int noticeCode() {
        return noticeCode;
    }
}

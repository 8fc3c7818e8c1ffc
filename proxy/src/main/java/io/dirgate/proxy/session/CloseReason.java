package io.dirgate.proxy.session;

import io.dirgate.proxy.config.ShutdownNotice;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResultCode;
import org.slf4j.event.Level;

/** The reasons for the end of a session, each with its metric label, log level and Notice of Disconnection. */
public enum CloseReason {
    UNBIND("unbind", Level.DEBUG, CloseReason.SILENT),
    CLIENT_CLOSED("clientClosed", Level.DEBUG, CloseReason.SILENT),
    CLIENT_RESET("clientReset", Level.INFO, CloseReason.SILENT),
    PROTOCOL_ERROR("protocolError", Level.WARN, ResultCode.PROTOCOL_ERROR),
    REQUEST_REFUSED("requestRefused", Level.WARN, ResultCode.UNWILLING_TO_PERFORM),
    REQUEST_TIMEOUT("requestTimeout", Level.INFO, ResultCode.UNAVAILABLE),
    /** The process has no memory left for the client's requests. */
    OVERLOADED("overloaded", Level.WARN, ResultCode.BUSY),
    /** The connection limit was reached, and this was the oldest connection without a bind. */
    MADE_ROOM("madeRoom", Level.DEBUG, CloseReason.SILENT),
    NOT_TLS("notTls", Level.WARN, CloseReason.SILENT),
    TLS_FAILED("tlsFailed", Level.INFO, CloseReason.SILENT),
    /** Most often, the client does not trust the certificate. */
    LEFT_AFTER_HANDSHAKE("leftAfterHandshake", Level.INFO, CloseReason.SILENT),
    FIRST_REQUEST_TIMEOUT("firstRequestTimeout", Level.INFO, ResultCode.UNAVAILABLE),
    /** The client does not read the responses to its requests. */
    CLIENT_STUCK("clientStuck", Level.INFO, CloseReason.SILENT),
    IDLE("idle", Level.INFO, ResultCode.UNAVAILABLE),
    /** The directory server was lost, with state that no other server can restore. */
    DIRECTORY_LOST("directoryLost", Level.WARN, ResultCode.UNAVAILABLE),
    /** The server was lost in the middle of a response. The client could not parse anything after it. */
    DIRECTORY_LOST_MID_RESPONSE("directoryLostMidResponse", Level.WARN, CloseReason.SILENT),
    /** All directory servers were tried, or the only one that was up was lost. */
    NO_DIRECTORY("noDirectory", Level.INFO, ResultCode.UNAVAILABLE),
    /**
     * The session depends on a server that was lost. Closed as the server would have closed it, so that the client can
     * reconnect by itself.
     */
    TIED_SERVER_LOST("tiedServerLost", Level.INFO, CloseReason.SILENT),
    REBIND_REFUSED("rebindRefused", Level.WARN, ResultCode.UNAVAILABLE),
    DRAINED("drained", Level.DEBUG, ResultCode.UNAVAILABLE),
    INTERNAL_ERROR("internalError", Level.ERROR, ResultCode.UNAVAILABLE);

    /** Sends no Notice of Disconnection. */
    static final int SILENT = -1;

    private final String label;
    private final Level level;
    private final int noticeCode;

    CloseReason(String label, Level level, int noticeCode) {
        this.label = label;
        this.level = level;
        this.noticeCode = noticeCode;
    }

    /** The reason for a request that the gateway rejects. */
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

    /** @param owed whether the client still waits for an answer */
    Level level(boolean owed) {
        return owed && level == Level.DEBUG ? Level.INFO : level;
    }

    /** The detail for the log if the caller gives none. */
    String detail(boolean owed) {
        return switch (this) {
            case DRAINED -> "the gateway is shutting down";
            case CLIENT_CLOSED, CLIENT_RESET, UNBIND -> owed ? "before it received all answers" : "";
            default -> "";
        };
    }

    /**
     * True if the client receives a Notice of Disconnection. libldap turns a notice into the result of the next
     * operation. Clients that reconnect by themselves do so only if the connection is closed without a notice.
     *
     * @param notice the setting for ends that are not the client's fault
     */
    boolean sendsNotice(ShutdownNotice notice) {
        return noticeCode != SILENT && (notice == ShutdownNotice.ON || !isQuietByDefault());
    }

    private boolean isQuietByDefault() {
        return switch (this) {
            case FIRST_REQUEST_TIMEOUT, IDLE, DIRECTORY_LOST, NO_DIRECTORY, REBIND_REFUSED, DRAINED -> true;
            default -> false;
        };
    }

    /**
     * True if each waiting operation is first answered with {@code unavailable}, because the client made no mistake.
     */
    boolean answersWaiting() {
        return this == DIRECTORY_LOST || this == NO_DIRECTORY || this == REBIND_REFUSED;
    }

    /** True if the gateway caused the end, so that the client may still have to read its last messages. */
    boolean isGateways() {
        return noticeCode != SILENT;
    }

    int noticeCode() {
        return noticeCode;
    }
}

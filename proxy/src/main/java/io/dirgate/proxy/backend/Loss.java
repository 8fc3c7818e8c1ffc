package io.dirgate.proxy.backend;

/**
 * Why a connection to a directory server is no more.
 *
 * @param detail for the log and the client's diagnostic message, with what to do where that is known
 */
public record Loss(Kind kind, String detail) {
    /** The ways to lose a connection. */
    public enum Kind {
        /** Nobody listens, no route, or no such name. */
        CONNECT_FAILED("connectFailed", true),
        /** The gateway itself has none left: most often a limit on open files. */
        NO_SOCKET("noSocket", false),
        /** Another connection to the server has just failed. */
        NOT_TRIED("notTried", false),
        CONNECT_TIMEOUT("connectTimeout", true),
        /** The handshake failed: most often the name or the CA does not match. */
        TLS_FAILED("tlsFailed", true),
        START_TLS_REFUSED("startTlsRefused", true),
        /** The server closed, or the network did. */
        CLOSED("closed", false),
        /** The server said goodbye first (RFC 4511 section 4.4.1). */
        NOTICE("noticeOfDisconnection", false),
        /** It had no time for the bind of a session that came from another server: nothing was said of the credentials. */
        REBIND_POSTPONED("rebindPostponed", false),
        /** Health checks took the server out. */
        SERVER_DOWN("serverDown", false),
        /** Nothing came for too long while operations were in flight. */
        OPERATION_TIMEOUT("operationTimeout", true),
        /** Nothing came for unusually long, and a health check of that moment was not answered either. */
        UNRESPONSIVE("unresponsive", true),
        /** The server answers others, but what is sent on this connection is not acknowledged. */
        FLOW_DROPPED("flowDropped", false),
        MALFORMED("malformed", true);

        private final String label;
        private final boolean blamesServer;

        Kind(String label, boolean blamesServer) {
            this.label = label;
            this.blamesServer = blamesServer;
        }

        /** The metric's label. */
        public String label() {
            return label;
        }

        /** True if what was asked may have been the cause, so that it must not be asked of the next server. */
        public boolean mayBeTheRequest() {
            return this == OPERATION_TIMEOUT || this == MALFORMED;
        }

        /** True if it speaks against the server's health; closing an idle connection is a server's right. */
        public boolean blamesServer() {
            return blamesServer;
        }
    }
}

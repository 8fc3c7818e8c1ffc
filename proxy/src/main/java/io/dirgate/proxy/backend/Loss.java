package io.dirgate.proxy.backend;

/**
 * The reason why a connection to a directory server ended.
 *
 * @param detail for the log and the client's diagnostic message, with the remedy if it is known
 */
public record Loss(Kind kind, String detail) {
    /** The kinds of loss. */
    public enum Kind {
        /** Connection refused, no route, or unknown host name. */
        CONNECT_FAILED("connectFailed", true),
        /** The gateway has no socket left, most often because of a limit on open files. */
        NO_SOCKET("noSocket", false),
        /** Another connection to the server has just failed. */
        NOT_TRIED("notTried", false),
        CONNECT_TIMEOUT("connectTimeout", true),
        /** The TLS handshake failed, most often because the name or the CA does not match. */
        TLS_FAILED("tlsFailed", true),
        START_TLS_REFUSED("startTlsRefused", true),
        /** The server or the network closed the connection. */
        CLOSED("closed", false),
        /** The server sent a Notice of Disconnection first (RFC 4511 section 4.4.1). */
        NOTICE("noticeOfDisconnection", false),
        /**
         * The server was too busy for the bind of a session that moved to it. This says nothing about the credentials.
         */
        REBIND_POSTPONED("rebindPostponed", false),
        /** Health checks marked the server down. */
        SERVER_DOWN("serverDown", false),
        /** No data arrived for too long while operations were in flight. */
        OPERATION_TIMEOUT("operationTimeout", true),
        /** No data arrived for unusually long, and the server did not answer a quick probe either. */
        UNRESPONSIVE("unresponsive", true),
        /** The server answers others, but packets on this connection are not acknowledged. */
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

        /** True if the request itself may have caused the loss. It must then not be sent to another server. */
        public boolean mayBeTheRequest() {
            return this == OPERATION_TIMEOUT || this == MALFORMED;
        }

        /** True if the loss indicates a fault of the server. Closing an idle connection is not a fault. */
        public boolean blamesServer() {
            return blamesServer;
        }
    }
}

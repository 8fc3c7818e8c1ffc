package io.dirgate.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The reason for answering a ClientHello with an alert before any resource is allocated. BoringSSL would send the same
 * alert.
 */
public enum HelloFault {
    /** A length field is inconsistent with another one or with RFC 8446 section 4.1.2. */
    MALFORMED(50, "other", "the ClientHello cannot be read"),

    VERSION(70, "version", "the client offers no version that tls.protocols allows");

    /** A record with a fatal alert (RFC 8446 sections 5.1 and 6), without the alert's number. */
    private static final byte[] ALERT = {21, 3, 1, 0, 2, 2};

    private final int alert;
    private final String label;
    private final String text;

    HelloFault(int alert, String label, String text) {
        this.alert = alert;
        this.label = label;
        this.text = text;
    }

    /** The metric's label, the same as for a refusal by BoringSSL. */
    public String label() {
        return label;
    }

    /** For the log. */
    public String text() {
        return text;
    }

    /** The alert's record. The caller releases it. */
    public ByteBuf alert(ByteBufAllocator buffers) {
        return buffers.buffer(ALERT.length + 1).writeBytes(ALERT).writeByte(alert);
    }
}

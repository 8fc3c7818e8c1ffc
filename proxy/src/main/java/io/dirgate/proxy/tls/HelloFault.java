package io.dirgate.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Why a ClientHello is answered with an alert before anything is made for it. BoringSSL would answer with the same alert. */
public enum HelloFault {
    /** A length in it contradicts another one, or RFC 8446 section 4.1.2. */
    MALFORMED(50, "other", "the ClientHello cannot be read"),

    VERSION(70, "version", "the client offers no version that tls.protocols allows");

    /** A record of an alert of the level fatal (RFC 8446 sections 5.1 and 6), but for the alert's number. */
    private static final byte[] ALERT = {21, 3, 1, 0, 2, 2};

    private final int alert;
    private final String label;
    private final String text;

    HelloFault(int alert, String label, String text) {
        this.alert = alert;
        this.label = label;
        this.text = text;
    }

    /** The metric's label: the one that BoringSSL's own refusal has. */
    public String label() {
        return label;
    }

    /** For the log. */
    public String text() {
        return text;
    }

    /** The alert's record, to be released by the taker. */
    public ByteBuf alert(ByteBufAllocator buffers) {
        return buffers.buffer(ALERT.length + 1).writeBytes(ALERT).writeByte(alert);
    }
}

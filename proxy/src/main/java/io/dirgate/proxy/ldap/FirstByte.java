package io.dirgate.proxy.ldap;

/** Guesses a peer's protocol from its first byte, to help people who connected to the wrong port. */
public final class FirstByte {
    public static final int LDAP = Ber.SEQUENCE;
    public static final int TLS_HANDSHAKE = 0x16;

    private FirstByte() {}

    public static String describe(byte first) {
        int value = first & 0xff;
        if (value == TLS_HANDSHAKE) {
            return "a TLS handshake";
        }
        if (value == LDAP) {
            return "plain LDAP";
        }
        if (value >= 'A' && value <= 'Z') {
            return "a capital letter, as HTTP and other text protocols do";
        }
        return "byte 0x" + Integer.toHexString(value);
    }
}

package io.dirgate.certtool.pki;

/**
 * Something wrong with a certificate or a chain.
 *
 * @param code a stable name for scripts, such as {@code expired}
 * @param message what is wrong with what, and what to do
 */
public record Fault(String code, String message) {
    public static final String EXPIRED = "expired";

    @Override
    public String toString() {
        return message + " [" + code + "]";
    }
}

package io.dirgate.certtool.ca;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Why a certificate is revoked (RFC 5280 section 5.3.1). Without certificateHold: a revocation is final. */
public enum RevocationReason {
    UNSPECIFIED("unspecified", 0),
    KEY_COMPROMISE("keyCompromise", 1),
    CA_COMPROMISE("cACompromise", 2),
    AFFILIATION_CHANGED("affiliationChanged", 3),
    SUPERSEDED("superseded", 4),
    CESSATION_OF_OPERATION("cessationOfOperation", 5),
    PRIVILEGE_WITHDRAWN("privilegeWithdrawn", 9);

    private final String text;
    private final int code;

    RevocationReason(String text, int code) {
        this.text = text;
        this.code = code;
    }

    int code() {
        return code;
    }

    /** As RFC 5280 writes it. */
    @Override
    @JsonValue
    public String toString() {
        return text;
    }

    static RevocationReason parse(String text) {
        return Arrays.stream(values())
                .filter(reason -> reason.text.equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a reason; there are "
                        + Arrays.stream(values()).map(Object::toString).collect(Collectors.joining(", "))));
    }
}

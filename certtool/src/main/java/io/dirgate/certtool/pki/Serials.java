package io.dirgate.certtool.pki;

import java.math.BigInteger;
import java.security.SecureRandom;

/** Serial numbers: positive, at most 20 octets (RFC 5280 section 4.1.2.2), and nobody can guess them. */
public final class Serials {
    private static final int BITS = 159;

    private Serials() {}

    /** 158 random bits under a leading one, so that each has the same length. */
    public static BigInteger next() {
        return new BigInteger(BITS - 1, new SecureRandom()).setBit(BITS - 1);
    }
}

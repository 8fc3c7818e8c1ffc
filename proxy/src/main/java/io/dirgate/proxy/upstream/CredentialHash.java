package io.dirgate.proxy.upstream;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Creates {@link CredentialKey}s with a random key of this process, so that they are useless outside it. Thread-safe.
 */
final class CredentialHash {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    CredentialHash() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    /**
     * @param bind content of a simple bind request
     * @param password index in it where the authentication begins; the name is before it
     */
    CredentialKey of(byte[] bind, int password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (int i = 0; i < password; i++) {
                mac.update(lowerCase(bind[i]));
            }
            mac.update(bind, password, bind.length - password);
            ByteBuffer hash = ByteBuffer.wrap(mac.doFinal());
            return new CredentialKey(hash.getLong(), hash.getLong());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks " + ALGORITHM, e);
        }
    }

    private static byte lowerCase(byte ascii) {
        return ascii >= 'A' && ascii <= 'Z' ? (byte) (ascii + 'a' - 'A') : ascii;
    }
}

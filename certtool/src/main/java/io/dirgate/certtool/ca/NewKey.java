package io.dirgate.certtool.ca;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.pki.Keys;
import java.security.KeyPair;
import org.jspecify.annotations.Nullable;

/**
 * The key of a CA that is being made.
 *
 * @param file the name of the file in the CA's folder that holds the key or says which KMS key it is
 */
record NewKey(KeyPair pair, String file, String content, Access access) {
    static final String LOCAL = "ca.key";
    static final String KMS = "ca.kms";

    /** A key of its own, encrypted if there is a passphrase. */
    static NewKey local(KeyPair pair, char @Nullable [] passphrase) {
        return new NewKey(
                pair, LOCAL, new String(Keys.pemOfCa(pair.getPrivate(), passphrase), US_ASCII), Access.PRIVATE);
    }
}

package io.dirgate.proxy.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a key with its chain from PKCS#12 (RFC 7292). */
final class Pkcs12 {
    private static final char[] NO_PASSPHRASE = {};

    private Pkcs12() {}

    /**
     * @param setting first part of error messages
     * @param name its name for messages
     */
    static Credential read(String setting, String name, byte[] content, char @Nullable [] passphrase)
            throws TlsException {
        char[] opener = passphrase == null ? NO_PASSPHRASE : passphrase;
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), opener);
            List<String> keys = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.size() != 1) {
                throw new TlsException(setting, "%s has %d private keys in it, not one".formatted(name, keys.size()));
            }
            if (!(store.getKey(keys.get(0), opener) instanceof PrivateKey key)) {
                throw new TlsException(setting, name + " has a key in it that is not a private one");
            }
            return new Credential(
                    key,
                    Arrays.stream(store.getCertificateChain(keys.get(0)))
                            .map(X509Certificate.class::cast)
                            .toList());
        } catch (IOException e) {
            throw new TlsException(setting, name + " " + fault(e, passphrase), e);
        } catch (GeneralSecurityException e) {
            throw new TlsException(setting, name + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static String fault(IOException e, char @Nullable [] passphrase) {
        if (!(e.getCause() instanceof UnrecoverableKeyException)) {
            return "is not PKCS#12: " + e.getMessage();
        }
        return passphrase == null
                ? "is encrypted; give the file with its passphrase as passphraseFile"
                : "cannot be decrypted with the passphrase in passphraseFile";
    }

    static byte[] write(Credential credential, char[] passphrase) throws GeneralSecurityException, IOException {
        KeyStore store = TlsContextFactory.emptyKeyStore();
        store.setKeyEntry(
                "server", credential.key(), passphrase, credential.chain().toArray(X509Certificate[]::new));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, passphrase);
        return out.toByteArray();
    }
}

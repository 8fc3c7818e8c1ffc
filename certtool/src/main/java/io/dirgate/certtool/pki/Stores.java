package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Key stores and trust stores: PKCS#12 and Java's JKS, with one password for the store and its keys. */
public final class Stores {
    /**
     * A key in a store.
     *
     * @param alias its name, null if it has none
     * @param chain its certificate and the issuers, perhaps none
     */
    public record Entry(@Nullable String alias, PrivateKey key, List<X509Certificate> chain) {}

    /**
     * What is in a store.
     *
     * @param certificates all of them, those of the keys first
     */
    public record Content(List<Entry> keys, List<X509Certificate> certificates) {
        /**
         * The key that is meant, null if there is none at all.
         *
         * @param alias which one, null where there is one only
         */
        public @Nullable Entry key(String store, @Nullable String alias) {
            List<Entry> found = keys.stream()
                    .filter(entry -> alias == null || alias.equalsIgnoreCase(entry.alias()))
                    .toList();
            if (found.size() > 1 || (found.isEmpty() && alias != null)) {
                throw Failure.usage(store + " holds " + keys.size() + " private keys: "
                        + keys.stream()
                                .map(entry -> String.valueOf(entry.alias()))
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + "; give --alias with one of these names");
            }
            return found.isEmpty() ? null : found.get(0);
        }
    }

    private Stores() {}

    /** Whether a file begins like a store: PKCS#12 is a SEQUENCE with version 3, JKS has a magic number. */
    public static boolean isStore(byte[] content) {
        if (content.length < 8) {
            return false;
        }
        boolean jks = (content[0] & 0xff) == 0xfe && (content[1] & 0xff) == 0xed;
        int length = content[1] & 0xff;
        int start = length < 0x80 ? 2 : 2 + (length & 0x7f);
        boolean pkcs12 = content[0] == 0x30
                && start + 2 < content.length
                && content[start] == 2
                && content[start + 1] == 1
                && content[start + 2] == 3;
        return jks || pkcs12;
    }

    /** @param passphrase asked for only if an empty one does not open the store */
    public static Content read(PkiFile file, Callable<char[]> passphrase) throws Exception {
        byte[] bytes = file.bytes();
        return bytes[0] == 0x30
                ? Pkcs12.read(bytes, file.name(), passphrase)
                : ofJks(bytes, file.name(), passphrase.call());
    }

    private static Content ofJks(byte[] bytes, String name, char[] password) {
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(new ByteArrayInputStream(bytes), password);
            return content(store, password);
        } catch (UnrecoverableKeyException e) {
            throw new Failure(name + ": a key in it has a passphrase of its own, which the store's does not open", e);
        } catch (IOException e) {
            throw new Failure(
                    e.getCause() instanceof GeneralSecurityException
                            ? name + ": the passphrase does not open this store"
                            : name + " is not a JKS store that can be read: " + e.getMessage(),
                    e);
        } catch (GeneralSecurityException e) {
            throw new Failure(name + ": the store cannot be read: " + e.getMessage(), e);
        }
    }

    /** The certificates of a file or store, at least one. */
    public static List<X509Certificate> certificates(PkiFile file, Callable<char[]> passphrase) throws Exception {
        List<X509Certificate> found = file.isStore() ? read(file, passphrase).certificates() : file.certificates();
        if (found.isEmpty()) {
            throw new Failure(
                    file.name() + " holds no certificate" + (file.isStore() ? "" : "; it holds " + file.inWords()));
        }
        return found;
    }

    private static Content content(KeyStore store, char[] password) throws GeneralSecurityException {
        List<Entry> keys = new ArrayList<>();
        List<X509Certificate> trusted = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            Certificate[] chain = store.getCertificateChain(alias);
            if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
                keys.add(new Entry(
                        alias,
                        key,
                        Arrays.stream(chain).map(X509Certificate.class::cast).toList()));
            } else if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                trusted.add(certificate);
            }
        }
        Set<X509Certificate> all = new LinkedHashSet<>();
        keys.forEach(entry -> all.addAll(entry.chain()));
        all.addAll(keys.isEmpty() ? Chain.leafFirst(trusted) : trusted);
        return new Content(keys, List.copyOf(all));
    }

    /**
     * Writes PKCS#12.
     *
     * @param key with its chain in {@code certificates}; null for certificates to trust, numbered behind the alias
     * @param legacy for Windows before 2019 and other software that knows only SHA-1 and Triple DES
     */
    public static byte[] pkcs12(
            @Nullable PrivateKey key,
            List<X509Certificate> certificates,
            String alias,
            char[] passphrase,
            boolean legacy) {
        return Pkcs12.write(key, certificates, alias, passphrase, legacy);
    }

    /** As {@link #pkcs12}, in Java's own form of old. */
    public static byte[] jks(
            @Nullable PrivateKey key, List<X509Certificate> certificates, String alias, char[] passphrase) {
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            if (key != null) {
                store.setKeyEntry(alias, key, passphrase, certificates.toArray(Certificate[]::new));
            }
            for (int i = 0; key == null && i < certificates.size(); i++) {
                store.setCertificateEntry(alias + "-" + (i + 1), certificates.get(i));
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, passphrase);
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new Failure("the JKS store cannot be made: " + e.getMessage(), e);
        }
    }
}

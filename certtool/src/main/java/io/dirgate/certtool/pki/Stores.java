package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Key stores and trust stores of Java: PKCS#12 and JKS, with one password for the store and its key. */
public final class Stores {
    /**
     * What is in a store.
     *
     * @param key the first private key, null in a trust store
     * @param certificates the chain of that key, or all trusted certificates
     */
    public record Content(@Nullable PrivateKey key, List<X509Certificate> certificates) {}

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

    public static Content read(PkiFile file, char[] password) {
        try (InputStream in = new ByteArrayInputStream(file.bytes())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return content(store, password);
        } catch (IOException e) {
            if (e.getCause() instanceof GeneralSecurityException
                    || String.valueOf(e.getMessage()).contains("password")) {
                throw new Failure(file.name() + ": the passphrase does not open this store", e);
            }
            throw new Failure(file.name() + " is no PKCS#12 or JKS store: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new Failure(file.name() + ": the store cannot be read: " + e.getMessage(), e);
        }
    }

    /** The certificates of a file or store, at least one. */
    public static List<X509Certificate> certificates(PkiFile file, Callable<char[]> passphrase) throws Exception {
        List<X509Certificate> found =
                file.isStore() ? read(file, passphrase.call()).certificates() : file.certificates();
        if (found.isEmpty()) {
            throw new Failure(
                    file.name() + " holds no certificate" + (file.isStore() ? "" : "; it holds " + file.inWords()));
        }
        return found;
    }

    private static Content content(KeyStore store, char[] password) throws GeneralSecurityException {
        List<X509Certificate> trusted = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            Key key = store.getKey(alias, password);
            Certificate[] chain = store.getCertificateChain(alias);
            if (key instanceof PrivateKey privateKey && chain != null) {
                List<X509Certificate> certificates = new ArrayList<>();
                for (Certificate each : chain) {
                    certificates.add((X509Certificate) each);
                }
                return new Content(privateKey, certificates);
            }
            if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                trusted.add(certificate);
            }
        }
        return new Content(null, trusted);
    }

    /** A key with its chain, under the alias {@code server}. */
    public static byte[] keyStore(String kind, PrivateKey key, List<X509Certificate> chain, char[] password) {
        return write(
                kind, password, store -> store.setKeyEntry("server", key, password, chain.toArray(Certificate[]::new)));
    }

    /** Certificates to trust, under {@code ca-1}, {@code ca-2} and so on. */
    public static byte[] trustStore(String kind, List<X509Certificate> certificates, char[] password) {
        return write(kind, password, store -> {
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca-" + (i + 1), certificates.get(i));
            }
        });
    }

    private interface Filling {
        void fill(KeyStore store) throws GeneralSecurityException;
    }

    private static byte[] write(String kind, char[] password, Filling filling) {
        try {
            KeyStore store = KeyStore.getInstance(kind);
            store.load(null, null);
            filling.fill(store);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password);
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new Failure("the " + kind + " store cannot be made: " + e.getMessage(), e);
        }
    }
}

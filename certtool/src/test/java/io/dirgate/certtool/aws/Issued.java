package io.dirgate.certtool.aws;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** A certificate made for a test, and its key. */
public record Issued(X509Certificate certificate, KeyPair key) {

    public String pem() {
        return write(certificate);
    }

    public String keyPem() {
        try {
            return write(new JcaPKCS8Generator(key.getPrivate(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes {@code name.crt} and {@code name.key} into the folder and returns the certificate's file. */
    public Path writeTo(Path folder, String name) throws IOException {
        Files.writeString(folder.resolve(name + ".key"), keyPem());
        return Files.writeString(folder.resolve(name + ".crt"), pem());
    }

    private static String write(Object block) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}

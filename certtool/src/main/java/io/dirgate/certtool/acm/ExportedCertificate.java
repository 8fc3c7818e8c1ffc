package io.dirgate.certtool.acm;

import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.PkiFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/** What ACM exports: the leaf with its issuers behind it, and the key. */
record ExportedCertificate(List<X509Certificate> leafAndChain, KeyPair key) {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** Exports under a passphrase made for this one call; it never leaves this process's memory but in the call. */
    static ExportedCertificate fetch(AcmCertificates certificates, String arn) throws IOException {
        char[] passphrase = passphrase();
        byte[] bytes = new String(passphrase).getBytes(StandardCharsets.US_ASCII);
        byte[] answer = certificates.export(arn, bytes).getBytes(StandardCharsets.US_ASCII);
        try {
            PkiFile content = PkiFile.of(answer, "ACM's answer for " + arn);
            return new ExportedCertificate(content.certificates(), Keys.of(content, () -> passphrase));
        } finally {
            Arrays.fill(passphrase, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** 190 bits; ACM takes 4 to 128 ASCII characters without #, $ and %. */
    private static char[] passphrase() {
        SecureRandom random = new SecureRandom();
        char[] passphrase = new char[32];
        for (int i = 0; i < passphrase.length; i++) {
            passphrase[i] = LETTERS.charAt(random.nextInt(LETTERS.length()));
        }
        return passphrase;
    }
}

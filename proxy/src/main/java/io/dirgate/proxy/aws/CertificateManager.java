package io.dirgate.proxy.aws;

/** AWS Certificate Manager: what a certificate is, and the certificate itself with its key. */
public interface CertificateManager extends AutoCloseable {
    /**
     * A certificate as ACM describes it.
     *
     * @param type {@code IMPORTED}, {@code AMAZON_ISSUED} or {@code PRIVATE}
     * @param status {@code ISSUED}, {@code PENDING_VALIDATION} and so on
     * @param serial empty while there is none
     */
    record Described(String type, String status, String serial) {}

    /** All PEM text; the chain is without the leaf, the key is PKCS#8, encrypted with the caller's passphrase. */
    record Exported(String certificate, String chain, String encryptedKey) {}

    Described describe(String arn) throws AwsException;

    /** @param passphrase 4 to 128 ASCII characters, none of them {@code #}, {@code $} or {@code %} */
    Exported export(String arn, char[] passphrase) throws AwsException;

    @Override
    void close();
}

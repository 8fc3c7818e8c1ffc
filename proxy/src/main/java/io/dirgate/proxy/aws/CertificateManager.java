package io.dirgate.proxy.aws;

/** AWS Certificate Manager: describes and exports certificates. */
public interface CertificateManager extends AutoCloseable {
    /**
     * A certificate as described by ACM.
     *
     * @param type {@code IMPORTED}, {@code AMAZON_ISSUED} or {@code PRIVATE}
     * @param status {@code ISSUED}, {@code PENDING_VALIDATION} and so on
     * @param serial empty if there is none yet
     */
    record Described(String type, String status, String serial) {}

    /** PEM texts. The chain does not include the leaf. The key is PKCS#8, encrypted with the caller's passphrase. */
    record Exported(String certificate, String chain, String encryptedKey) {}

    Described describe(String arn) throws AwsException;

    /** @param passphrase 4 to 128 ASCII characters, without {@code #}, {@code $} and {@code %} */
    Exported export(String arn, char[] passphrase) throws AwsException;

    @Override
    void close();
}

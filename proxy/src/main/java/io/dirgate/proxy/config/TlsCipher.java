package io.dirgate.proxy.config;

import java.util.EnumSet;
import java.util.stream.Stream;

/**
 * A TLS 1.2 cipher suite by its OpenSSL name, or one of three profiles that stand for several suites. TLS 1.3 has its
 * own suites, which are always offered. DHE suites are missing, because BoringSSL has none.
 */
public enum TlsCipher {
    /** No TLS 1.2 suite at all (Mozilla's "modern", Server Side TLS 5.7). */
    MODERN("modern", ""),
    /** Forward secrecy and authenticated encryption (Mozilla's "intermediate", without DHE). */
    INTERMEDIATE("intermediate", ""),
    /** Additionally the suites of clients from before 2016: CBC mode, and RSA key exchange without forward secrecy. */
    COMPATIBLE("compatible", ""),

    ECDHE_ECDSA_AES128_GCM_SHA256("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    ECDHE_RSA_AES128_GCM_SHA256("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    ECDHE_ECDSA_AES256_GCM_SHA384("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    ECDHE_RSA_AES256_GCM_SHA384("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
    ECDHE_ECDSA_CHACHA20_POLY1305("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
    ECDHE_RSA_CHACHA20_POLY1305("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
    ECDHE_ECDSA_AES128_SHA("ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
    ECDHE_RSA_AES128_SHA("ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
    ECDHE_ECDSA_AES256_SHA("ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
    ECDHE_RSA_AES256_SHA("ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
    AES128_GCM_SHA256("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
    AES256_GCM_SHA384("AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384"),
    AES128_SHA("AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"),
    AES256_SHA("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA");

    private final String openSslName;
    private final String standardName;

    TlsCipher(String openSslName, String standardName) {
        this.openSslName = openSslName;
        this.standardName = standardName;
    }

    /** The suites of the profile, in order of preference. */
    public Stream<TlsCipher> suites() {
        return switch (this) {
            case MODERN -> Stream.empty();
            case INTERMEDIATE -> EnumSet.range(ECDHE_ECDSA_AES128_GCM_SHA256, ECDHE_RSA_CHACHA20_POLY1305).stream();
            case COMPATIBLE -> EnumSet.range(ECDHE_ECDSA_AES128_GCM_SHA256, AES256_SHA).stream();
            default -> Stream.of(this);
        };
    }

    /** The name in the IANA registry, which Java uses too. */
    public String standardName() {
        return standardName;
    }

    /** True if a server with a key of this algorithm ({@code RSA}, {@code EC}) can offer it. */
    public boolean isFor(String keyAlgorithm) {
        return standardName.contains("_ECDSA_") == keyAlgorithm.equals("EC");
    }

    /** True if the client encrypts a secret with the server's RSA key, without a signature. */
    public boolean isRsaKeyExchange() {
        return standardName.startsWith("TLS_RSA_");
    }

    /** The name in the configuration file. */
    @Override
    public String toString() {
        return openSslName;
    }
}

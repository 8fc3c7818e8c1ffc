package io.dirgate.proxy.config;

import java.util.EnumSet;
import java.util.stream.Stream;

/**
 * A cipher suite of TLS 1.2 by OpenSSL's name, or one of three profiles that stand for several. TLS 1.3 has suites of its own, which
 * are always offered. DHE suites are missing: BoringSSL has none.
 */
public enum TlsCipher {
    /** No suite of TLS 1.2 at all (Mozilla's "modern", Server Side TLS 5.7). */
    MODERN("modern", ""),
    /** Forward secrecy and authenticated encryption (Mozilla's "intermediate", less DHE). */
    INTERMEDIATE("intermediate", ""),
    /** Also what clients of before 2016 know: CBC mode, and key exchange by RSA without forward secrecy. */
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

    /** The suites that it stands for, in order of preference. */
    public Stream<TlsCipher> suites() {
        return switch (this) {
            case MODERN -> Stream.empty();
            case INTERMEDIATE -> EnumSet.range(ECDHE_ECDSA_AES128_GCM_SHA256, ECDHE_RSA_CHACHA20_POLY1305).stream();
            case COMPATIBLE -> EnumSet.range(ECDHE_ECDSA_AES128_GCM_SHA256, AES256_SHA).stream();
            default -> Stream.of(this);
        };
    }

    /** The name in the registry of IANA, which is Java's as well. */
    public String standardName() {
        return standardName;
    }

    /** Whether a server with a key of that algorithm ({@code RSA}, {@code EC}) can offer it. */
    public boolean isFor(String keyAlgorithm) {
        return standardName.contains("_ECDSA_") == keyAlgorithm.equals("EC");
    }

    /** Whether the client encrypts a secret with the server's RSA key, which signs nothing. */
    public boolean isRsaKeyExchange() {
        return standardName.startsWith("TLS_RSA_");
    }

    /** The name that the file knows it by. */
    @Override
    public String toString() {
        return openSslName;
    }
}

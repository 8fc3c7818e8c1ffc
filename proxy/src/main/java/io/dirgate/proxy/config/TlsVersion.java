package io.dirgate.proxy.config;

/** A TLS version that is considered secure (RFC 8996 deprecates the older ones). */
public enum TlsVersion {
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String protocol;

    TlsVersion(String protocol) {
        this.protocol = protocol;
    }

    /** The name in the configuration file and in the TLS libraries. */
    @Override
    public String toString() {
        return protocol;
    }
}

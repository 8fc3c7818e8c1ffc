package io.dirgate.proxy.config;

/** A version of TLS that is still fit for use (RFC 8996 retired the earlier ones). */
public enum TlsVersion {
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String protocol;

    TlsVersion(String protocol) {
        this.protocol = protocol;
    }

    /** The name that the file and the TLS libraries know it by. */
    @Override
    public String toString() {
        return protocol;
    }
}

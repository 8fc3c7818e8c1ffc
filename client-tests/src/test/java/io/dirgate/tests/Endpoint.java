package io.dirgate.tests;

import java.nio.file.Path;

/** One way to reach a directory, direct or through the gateway; {@code ca} is what a client must trust. */
record Endpoint(String host, int port, Security security, Path ca) {
    enum Security {
        PLAIN,
        LDAPS,
        STARTTLS
    }

    String uri() {
        return (security == Security.LDAPS ? "ldaps://" : "ldap://") + host + ":" + port;
    }

    /** The same place by another name, for clients that are made to resolve it. */
    Endpoint named(String name) {
        return new Endpoint(name, port, security, ca);
    }

    @Override
    public String toString() {
        return security + " " + host + ":" + port;
    }
}

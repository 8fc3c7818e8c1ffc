package io.dirgate.certtool.probe;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * An open connection to an endpoint.
 *
 * @param protocol such as TLSv1.3; empty without TLS
 * @param chain exactly what the server sent, judged by nobody yet; empty without TLS
 */
public record Secured(Socket socket, String protocol, String cipher, List<X509Certificate> chain)
        implements AutoCloseable {
    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.dirgate.tests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The way to hand a trust anchor to JNDI, which wants a class name and calls its static {@link #getDefault()}. What is trusted is
 * set for the calling thread, for as long as the {@link Scope} is open.
 */
public final class TrustingSocketFactory extends SocketFactory {
    private static final ThreadLocal<@Nullable SSLSocketFactory> TRUSTED = new ThreadLocal<>();

    private final SSLSocketFactory trusted;

    private TrustingSocketFactory(SSLSocketFactory trusted) {
        this.trusted = trusted;
    }

    /** Until closed, sockets made by this thread trust the certificates in the file. */
    static Scope trusting(Path ca) {
        try {
            SSLSocketFactory factory = UnboundId.trust(new Endpoint("", 0, Endpoint.Security.LDAPS, ca))
                    .createSSLSocketFactory();
            TRUSTED.set(factory);
            return new Scope(factory);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    record Scope(SSLSocketFactory factory) implements AutoCloseable {
        @Override
        public void close() {
            TRUSTED.remove();
        }
    }

    /** Called by JNDI. */
    public static SocketFactory getDefault() {
        SSLSocketFactory trusted = TRUSTED.get();
        if (trusted == null) {
            throw new IllegalStateException("this thread trusts nobody: open a Scope around the connecting");
        }
        return new TrustingSocketFactory(trusted);
    }

    @Override
    public Socket createSocket() throws IOException {
        return trusted.createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return trusted.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return trusted.createSocket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return trusted.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return trusted.createSocket(address, port, localAddress, localPort);
    }
}

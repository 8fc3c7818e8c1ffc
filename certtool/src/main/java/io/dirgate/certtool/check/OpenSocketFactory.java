package io.dirgate.certtool.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.SocketFactory;

/** Hands one socket that is open already, TLS and all, to the LDAP library, which would otherwise make its own. */
final class OpenSocketFactory extends SocketFactory {
    private final Socket open;

    OpenSocketFactory(Socket open) {
        this.open = open;
    }

    @Override
    public Socket createSocket() throws SocketException {
        return new Veil(open);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new IllegalStateException("the socket is open already");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new IllegalStateException("the socket is open already");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new IllegalStateException("the socket is open already");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new IllegalStateException("the socket is open already");
    }

    /** Hides that the socket is one of TLS: the library would start a second handshake on it. */
    private static final class Veil extends Socket {
        private final Socket open;

        Veil(Socket open) {
            this.open = open;
        }

        @Override
        public void connect(SocketAddress address, int timeout) {
            // It is connected.
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public InetAddress getInetAddress() {
            return open.getInetAddress();
        }

        @Override
        public int getPort() {
            return open.getPort();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return open.getInputStream();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return open.getOutputStream();
        }

        @Override
        public synchronized void setSoTimeout(int millis) throws SocketException {
            open.setSoTimeout(millis);
        }

        @Override
        public synchronized void close() throws IOException {
            super.close();
            open.close();
        }
    }
}

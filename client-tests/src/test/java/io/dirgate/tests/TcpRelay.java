package io.dirgate.tests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A stretch of network between a client and a server that can be slow, cut what it carries into small pieces, or half-close. */
final class TcpRelay implements AutoCloseable {
    private static final int PORT = 10389;

    private final Endpoint target;
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Set<Socket> servers = ConcurrentHashMap.newKeySet();
    private final AtomicLong requestBytes = new AtomicLong();
    private volatile Duration answerDelay = Duration.ZERO;
    private volatile int pieceSize = 65_536;

    TcpRelay(Endpoint target, Loopback loopback) {
        this.target = target;
        try {
            InetAddress address = InetAddress.getByName(loopback.claim(PORT));
            listening = new ServerSocket(PORT, 100, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** The target, by way of the relay. */
    Endpoint endpoint() {
        return new Endpoint(listening.getInetAddress().getHostAddress(), PORT, target.security(), target.ca());
    }

    /** From now on each piece that the server sends comes so much later. */
    void delayAnswers(Duration delay) {
        answerDelay = delay;
    }

    /** From now on no packet carries more than so many bytes, in both directions. */
    void cutIntoPiecesOf(int bytes) {
        pieceSize = bytes;
    }

    /** The server's side of each connection ends (FIN) while the other direction stays open. */
    void halfCloseServerSide() {
        clients.forEach(socket -> {
            try {
                socket.shutdownOutput();
            } catch (IOException ignored) {
                // Its client has gone already.
            }
        });
    }

    /** How many bytes clients have sent until now. */
    long requestBytes() {
        return requestBytes.get();
    }

    int connections() {
        return clients.size();
    }

    @Override
    public void close() {
        closeQuietly(listening);
        clients.forEach(TcpRelay::closeQuietly);
        servers.forEach(TcpRelay::closeQuietly);
        threads.shutdownNow();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                client.setTcpNoDelay(true);
                Socket server = new Socket();
                server.connect(new InetSocketAddress(target.host(), target.port()), 5_000);
                server.setTcpNoDelay(true);
                clients.add(client);
                servers.add(server);
                threads.execute(() -> pump(client, server, false));
                threads.execute(() -> pump(server, client, true));
            } catch (IOException ignored) {
                // Closed, or the server is away: the next client may fare better.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read; (read = in.read(buffer, 0, buffer.length)) > 0; ) {
                if (answers && !answerDelay.isZero()) {
                    Thread.sleep(answerDelay.toMillis());
                }
                if (!answers) {
                    requestBytes.addAndGet(read);
                }
                for (int done = 0; done < read; done += pieceSize) {
                    out.write(buffer, done, Math.min(pieceSize, read - done));
                }
            }
        } catch (IOException ignored) {
            // One side is gone; so will be the other.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clients.remove(answers ? to : from);
            servers.remove(answers ? from : to);
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception ignored) {
            // Closed is what was wanted.
        }
    }
}

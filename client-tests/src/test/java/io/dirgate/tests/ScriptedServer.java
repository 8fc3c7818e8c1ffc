package io.dirgate.tests;

import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A directory server that does what no real one does on demand. It reads as a healthy domain controller to a probe, or as what
 * {@link #claim} says; what it answers to everything else is the script's.
 */
final class ScriptedServer implements AutoCloseable {
    static final int PORT = 10389;

    /** One connection that the server has taken. */
    static final class Connection {
        private final Socket socket;
        private final int number;

        private Connection(Socket socket, int number) {
            this.socket = socket;
            this.number = number;
        }

        int number() {
            return number;
        }

        void answer(int messageId, ProtocolOp operation) throws IOException {
            send(Messages.encode(messageId, operation));
        }

        void send(byte[] bytes) throws IOException {
            synchronized (socket) {
                socket.getOutputStream().write(bytes);
            }
        }

        void close() throws IOException {
            socket.close();
        }
    }

    /** What the server does with a request that is no health probe's. */
    interface Script {
        void onRequest(Connection connection, LDAPMessage request) throws IOException;
    }

    private static final byte SEARCH = 0x63;
    private static final byte UNBIND = 0x42;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'.0Z'").withZone(ZoneOffset.UTC);

    private final ServerSocket server = new ServerSocket();
    private final String address;
    private final Script script;
    private final Map<String, Supplier<String>> rootDse = new ConcurrentHashMap<>(Map.of(
            "defaultNamingContext", () -> Corp.BASE,
            "dnsHostName", () -> Corp.CONTROLLER_NAME,
            "currentTime", () -> TIME.format(Instant.now()),
            "isSynchronized", () -> "TRUE"));
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean frozen;

    ScriptedServer(Loopback loopback, Script script) throws IOException {
        this(loopback.claim(PORT), script);
    }

    /** Where another one was, which is closed. */
    ScriptedServer(Endpoint formerly, Script script) throws IOException {
        this(formerly.host(), script);
    }

    private ScriptedServer(String address, Script script) throws IOException {
        this.script = script;
        this.address = address;
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(address, PORT));
        thread(this::accept).start();
    }

    Endpoint endpoint() {
        return new Endpoint(address, PORT, Endpoint.Security.PLAIN, Path.of("none"));
    }

    /** What probes read from now on. */
    void claim(String attribute, Supplier<String> value) {
        rootDse.put(attribute, value);
    }

    /** From now on it takes connections and requests, and answers none of them. */
    void freeze() {
        frozen = true;
    }

    /** What comes from now on is answered. */
    void thaw() {
        frozen = false;
    }

    static ProtocolOp bindResult(int code) {
        return new BindResponseProtocolOp(code, null, null, List.of(), null);
    }

    static ProtocolOp searchResult(int code) {
        return new SearchResultDoneProtocolOp(code, null, null, List.of());
    }

    static ProtocolOp entry(String dn) {
        return new SearchResultEntryProtocolOp(dn, List.of(new Attribute("objectClass", "top")));
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Connection connection = new Connection(socket, sockets.size());
                sockets.add(socket);
                thread(() -> serve(connection)).start();
            }
        } catch (IOException e) {
            ended.countDown();
        }
    }

    private void serve(Connection connection) {
        try (Socket socket = connection.socket) {
            ASN1StreamReader reader = new ASN1StreamReader(socket.getInputStream());
            for (LDAPMessage request = LDAPMessage.readFrom(reader, false);
                    request != null;
                    request = LDAPMessage.readFrom(reader, false)) {
                if (request.getProtocolOpType() == UNBIND) {
                    return;
                }
                if (frozen) {
                    continue;
                }
                if (isProbe(request)) {
                    answerProbe(connection, request.getMessageID());
                } else {
                    script.onRequest(connection, request);
                }
            }
        } catch (IOException | LDAPException e) {
            // The gateway has closed, or the script has.
        } catch (AssertionError | RuntimeException e) {
            faults.add(e);
        }
    }

    private static boolean isProbe(LDAPMessage request) {
        return request.getProtocolOpType() == SEARCH
                && request.getSearchRequestProtocolOp().getBaseDN().isEmpty();
    }

    private void answerProbe(Connection connection, int id) throws IOException {
        List<Attribute> attributes = rootDse.entrySet().stream()
                .map(claim -> new Attribute(claim.getKey(), claim.getValue().get()))
                .toList();
        connection.answer(id, new SearchResultEntryProtocolOp("", attributes));
        connection.answer(id, searchResult(0));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "scripted-server");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        try {
            if (!ended.await(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server still accepts");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!faults.isEmpty()) {
            throw new AssertionError("the script failed", faults.element());
        }
    }
}

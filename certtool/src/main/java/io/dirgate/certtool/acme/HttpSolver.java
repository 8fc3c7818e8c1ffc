package io.dirgate.certtool.acme;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dirgate.certtool.pki.Hostname;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;

/** HTTP-01 (RFC 8555 section 8.3): a small web server that exists only while the CA looks. */
final class HttpSolver implements Solver {
    private static final String PATH = "/.well-known/acme-challenge/";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final String listen;

    /** @param listen as {@code [ADDRESS:]PORT}; without an address, on all of this machine's */
    HttpSolver(String listen) throws IOException {
        this.listen = listen;
        String cannot = "HTTP-01 challenges cannot be answered on " + listen;
        try {
            server = HttpServer.create(address(listen), 0);
        } catch (BindException e) {
            throw new Failure(
                    cannot + " (" + e.getMessage()
                            + "): stop what listens there, run as root, or forward port 80 to another --http-listen",
                    e);
        } catch (SocketException e) {
            throw new Failure(
                    cannot + " (" + e.getMessage() + "): run as root, or prove the name by --dns or --dns-hook", e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    static InetSocketAddress address(String listen) {
        int colon = listen.lastIndexOf(':');
        InetAddress address = colon < 0 ? null : Hostname.address(listen.substring(0, colon));
        String port = listen.substring(colon + 1);
        if ((colon >= 0 && address == null) || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw Failure.usage(
                    "--http-listen " + listen + " is neither a port nor an address with a port, such as 10.0.1.5:80");
        }
        return new InetSocketAddress(address, Integer.parseInt(port));
    }

    @Override
    public Challenge prepare(Authorization authorization) {
        Http01Challenge challenge = authorization
                .findChallenge(Http01Challenge.class)
                .orElseThrow(() -> new Failure("the CA offers no HTTP-01 for "
                        + authorization.getIdentifier().getValue() + "; use --dns or --dns-hook"));
        answers.put(PATH + challenge.getToken(), challenge.getAuthorization());
        return challenge;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String answer = answers.get(exchange.getRequestURI().getPath());
            if (answer == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().add("Content-Type", "application/octet-stream");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public String advice(String name) {
        return "It asks http://" + name
                + "/.well-known/acme-challenge/: the name must lead to this machine, and port 80 to " + listen
                + " here";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

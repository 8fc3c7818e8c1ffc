package io.dirgate.proxy.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Directory Service, ACM and Secrets Manager on a free loopback port: JSON 1.1, signed requests only. */
public final class FakeAws implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();

    private static final Map<String, String> SERVICES =
            Map.of("DirectoryService_20150416", "ds", "CertificateManager", "acm", "secretsmanager", "secretsmanager");

    /** How it answers, whatever is asked. */
    public enum Mood {
        WELL,
        THROTTLING,
        /** An internal failure on AWS's side. */
        OUT
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeDirectories directories = new FakeDirectories();
    private final FakeCertificates certificates = new FakeCertificates();
    private final FakeSecrets secrets = new FakeSecrets();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final List<String> actions = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.WELL;

    private FakeAws(HttpServer server) {
        this.server = server;
    }

    public static FakeAws start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FakeAws aws = new FakeAws(server);
        server.createContext("/", aws::handle);
        server.setExecutor(aws.threads);
        server.start();
        return aws;
    }

    /** For AWS_ENDPOINT_URL. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public FakeDirectories directories() {
        return directories;
    }

    public FakeCertificates certificates() {
        return certificates;
    }

    public FakeSecrets secrets() {
        return secrets;
    }

    public void become(Mood next) {
        mood = next;
    }

    /** From now on {@code ds:DescribeDomainControllers}, for example, is denied. */
    public void forbid(String action) {
        forbidden.add(action);
    }

    /** How often the action was asked for so far, refusals included. */
    public long asked(String action) {
        return actions.stream().filter(action::equals).count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                send(exchange, 200, answer(exchange));
            } catch (Fault fault) {
                ObjectNode body = JSON.createObjectNode();
                body.put("__type", fault.code).put("message", fault.getMessage());
                send(exchange, fault.status, body);
            }
        }
    }

    private JsonNode answer(HttpExchange exchange) throws IOException {
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        String service = SERVICES.get(target.replaceAll("\\..*", ""));
        String signature = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (service == null
                || !"application/x-amz-json-1.1"
                        .equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            throw new Fault("UnknownOperationException", "no such operation: " + target);
        }
        if (!signature.matches(
                "AWS4-HMAC-SHA256 Credential=[^/]+/\\d{8}/[a-z0-9-]+/" + service + "/aws4_request, .*")) {
            throw new Fault("IncompleteSignatureException", "not signed for " + service + ": " + signature);
        }
        String operation = target.replaceAll(".*\\.", "");
        String action = service + ":" + operation;
        actions.add(action);
        switch (mood) {
            case WELL -> {}
            case THROTTLING -> throw new Fault("ThrottlingException", "Rate exceeded");
            case OUT -> throw new Fault(500, "InternalFailure", "out of order");
        }
        if (forbidden.contains(action)) {
            throw new Fault("AccessDeniedException", "User: gateway is not authorized to perform: " + action);
        }
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        return switch (service) {
            case "ds" -> directories.answer(operation, request);
            case "acm" -> certificates.answer(operation, request);
            default -> secrets.answer(operation, request);
        };
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

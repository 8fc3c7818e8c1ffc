package io.dirgate.certtool.aws.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The AWS JSON 1.1 protocol: a signed POST whose X-Amz-Target names the operation; errors as {@code __type} and message. */
final class AwsWire implements HttpHandler {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern SIGNATURE =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=[^/]+/\\d{8}/([a-z0-9-]+)/([a-z]+)/aws4_request, "
                    + "SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}");

    /** Answers one operation. */
    interface Service {
        JsonNode answer(String signingName, String operation, JsonNode request);
    }

    private final Service service;

    AwsWire(Service service) {
        this.service = service;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String id = UUID.randomUUID().toString();
            exchange.getResponseHeaders().add("x-amzn-RequestId", id);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            try {
                send(exchange, 200, answer(exchange));
            } catch (AwsFault fault) {
                ObjectNode body = JSON.createObjectNode();
                body.put("__type", fault.code);
                body.put("message", fault.getMessage());
                send(exchange, fault.status, body);
            }
        }
    }

    private JsonNode answer(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            throw new AwsFault(404, "UnknownOperationException", "only POST is understood");
        }
        if (!"application/x-amz-json-1.1".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            throw new AwsFault("UnknownOperationException", "Content-Type must be application/x-amz-json-1.1");
        }
        String target = header(exchange, "X-Amz-Target");
        if (target == null || !target.contains(".")) {
            throw new AwsFault("UnknownOperationException", "X-Amz-Target is missing");
        }
        String prefix = target.substring(0, target.indexOf('.'));
        String operation = target.substring(target.indexOf('.') + 1);
        String signingName = signingName(exchange);
        String expected =
                switch (signingName) {
                    case "acm" -> "CertificateManager";
                    case "kms" -> "TrentService";
                    case "ds" -> "DirectoryService_20150416";
                    default -> throw new AwsFault("UnknownOperationException", "no service " + signingName);
                };
        if (!prefix.equals(expected)) {
            throw new AwsFault("UnknownOperationException", target + " signed for " + signingName);
        }
        return service.answer(signingName, operation, body(exchange));
    }

    private static String signingName(HttpExchange exchange) {
        String authorization = header(exchange, "Authorization");
        if (authorization == null || header(exchange, "X-Amz-Date") == null) {
            throw new AwsFault("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        Matcher signature = SIGNATURE.matcher(authorization);
        if (!signature.matches()
                || !signature.group(3).contains("host")
                || !signature.group(3).contains("x-amz-date")) {
            throw new AwsFault("IncompleteSignatureException", "the Authorization header is not a complete signature");
        }
        return signature.group(2);
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        try {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            if (body == null || !body.isObject()) {
                throw new AwsFault("SerializationException", "the body is not a JSON object");
            }
            return body;
        } catch (JsonProcessingException e) {
            throw new AwsFault("SerializationException", "the body is not JSON");
        }
    }

    private static @Nullable String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = body.isNull() ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}

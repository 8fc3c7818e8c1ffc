package io.dirgate.certtool.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.dirgate.certtool.probe.Endpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway listens.
 *
 * @param address the host and port, and how TLS begins there
 * @param pairs the certificates that it serves from files
 * @param obstacle why this command may be turned away although clients are not, null if it is a client like all others
 */
record Listener(
        Endpoint address, List<Pair> pairs, @Nullable String obstacle) {
    /** A certificate with its key. */
    record Pair(Path certificate, Path privateKey) {}

    /** Reads a listener; null if its address is not of the form host:port, which {@code dirgate check} tells. */
    static @Nullable Listener read(JsonNode listener, Path folder) {
        Endpoint found = Endpoint.find(listener.path("address").asText(), false);
        return found == null
                ? null
                : new Listener(
                        new Endpoint(found.host(), found.port(), security(listener)),
                        pairs(listener.path("tls"), folder),
                        obstacle(listener));
    }

    private static Endpoint.Security security(JsonNode listener) {
        if (!listener.has("tls")) {
            return Endpoint.Security.NONE;
        }
        return listener.path("startTls").asText("off").matches("off|false")
                ? Endpoint.Security.LDAPS
                : Endpoint.Security.START_TLS;
    }

    private static List<Pair> pairs(JsonNode tls, Path folder) {
        List<JsonNode> found = new ArrayList<>(List.of(tls));
        tls.path("certificates").forEach(found::add);
        List<Pair> pairs = new ArrayList<>();
        for (JsonNode each : found) {
            if (each.has("certificate") && each.has("privateKey")) {
                pairs.add(new Pair(
                        folder.resolve(each.get("certificate").asText()).normalize(),
                        folder.resolve(each.get("privateKey").asText()).normalize()));
            }
        }
        return pairs;
    }

    private static @Nullable String obstacle(JsonNode listener) {
        if (listener.path("tls").path("clientCertificates").asText().equals("required")) {
            return "the listener requires a client certificate, and this command has none";
        }
        return listener.has("proxyProtocol")
                ? "the listener may expect the header of a load balancer; look at the balancer's own address, such as"
                        + " certtool doctor ldaps://NAME"
                : null;
    }

    /** An address of this machine that leads to the listener. */
    String reachableHost() {
        return switch (address.host()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> address.host();
        };
    }
}

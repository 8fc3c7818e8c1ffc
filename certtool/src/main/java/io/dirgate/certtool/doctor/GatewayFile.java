package io.dirgate.certtool.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The certificates and servers of a gateway's configuration. {@code dirgate check} validates the whole file.
 *
 * @param ca the CA of the directory servers, null for Java's public CAs
 * @param serverName the name that the servers' certificates bear, null for their own
 */
record GatewayFile(
        List<Listener> listeners,
        ServerSource source,
        Endpoint.Security security,
        @Nullable Path ca,
        @Nullable String serverName,
        boolean insecure) {
    /** The certificates of all listeners, each once. */
    Set<Listener.Pair> pairs() {
        Set<Listener.Pair> pairs = new LinkedHashSet<>();
        listeners.forEach(each -> pairs.addAll(each.pairs()));
        return pairs;
    }

    static GatewayFile read(Path file) throws IOException {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(Reading.text(file));
        } catch (JsonProcessingException e) {
            throw new Failure(file + " is not YAML: " + e.getOriginalMessage(), e);
        }
        Path folder = file.toAbsolutePath().resolveSibling(".").normalize();
        List<Listener> listeners = new ArrayList<>();
        for (JsonNode each : root.path("listeners")) {
            Listener listener = Listener.read(each, folder);
            if (listener != null) {
                listeners.add(listener);
            }
        }
        JsonNode directory = root.path("directory");
        JsonNode tls = directory.path("tls");
        Endpoint.Security security = security(directory);
        return new GatewayFile(
                listeners,
                source(directory, security, file),
                security,
                tls.has("ca") ? folder.resolve(tls.get("ca").asText()) : null,
                tls.has("serverName") ? tls.get("serverName").asText() : null,
                tls.path("insecure").asBoolean());
    }

    private static Endpoint.Security security(JsonNode directory) {
        return switch (directory.path("transport").asText("plain")) {
            case "ldaps" -> Endpoint.Security.LDAPS;
            case "startTls" -> Endpoint.Security.START_TLS;
            default -> Endpoint.Security.NONE;
        };
    }

    private static ServerSource source(JsonNode directory, Endpoint.Security security, Path file) {
        JsonNode aws = directory.path("aws");
        if (aws.has("id")) {
            return new ServerSource.Aws(aws.get("id").asText(), aws.path("port").asInt());
        }
        JsonNode dns = directory.path("dns");
        if (dns.has("domain")) {
            List<String> nameServers = new ArrayList<>();
            dns.path("nameServers").forEach(each -> nameServers.add(each.asText()));
            return new ServerSource.Dns(
                    dns.get("domain").asText(),
                    dns.path("service").asText("_ldap._tcp.dc._msdcs"),
                    nameServers,
                    dns.path("port").asInt());
        }
        List<Endpoint> servers = servers(directory, security, file);
        if (servers.isEmpty()) {
            throw new Failure(file + ": the directory's servers are missing (directory.servers, dns or aws); is this a"
                    + " configuration of the gateway?");
        }
        return new ServerSource.Listed(servers);
    }

    private static List<Endpoint> servers(JsonNode directory, Endpoint.Security security, Path file) {
        List<Endpoint> servers = new ArrayList<>();
        for (JsonNode each : directory.path("servers")) {
            String text =
                    each.isTextual() ? each.asText() : each.path("address").asText();
            Endpoint found = Endpoint.find(text, false);
            if (found == null) {
                throw new Failure(file + ": directory.servers: '" + text + "' is not of the form host:port");
            }
            servers.add(new Endpoint(found.host(), found.port(), security));
        }
        return servers;
    }
}

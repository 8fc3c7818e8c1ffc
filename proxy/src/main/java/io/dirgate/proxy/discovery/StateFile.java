package io.dirgate.proxy.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.files.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores a directory's last successful result across restarts. The file is replaced atomically. */
record StateFile(Path file, String directory) {
    private static final Logger log = LoggerFactory.getLogger(StateFile.class);
    private static final JsonMapper JSON = new JsonMapper();

    /** Empty if there is no file or if it belongs to another directory. An unreadable file is logged and ignored. */
    List<FoundServer> read() {
        try {
            JsonNode state = JSON.readTree(Files.readAllBytes(file));
            if (!directory.equals(state.path("directory").asText())) {
                log.atWarn()
                        .addKeyValue("file", file)
                        .addKeyValue("directory", state.path("directory").asText())
                        .log("state file belongs to another directory and is not used");
                return List.of();
            }
            List<FoundServer> servers = new ArrayList<>();
            for (JsonNode server : state.path("servers")) {
                servers.add(new FoundServer(
                        Endpoint.parse(server.path("address").asText()),
                        Math.max(1, server.path("tier").asInt(1)),
                        1,
                        server.path("remark").asText()));
            }
            return servers;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.getMessage())
                    .log("state file cannot be read and is not used");
            return List.of();
        }
    }

    /** A write failure is logged and has no other effect. */
    void write(List<FoundServer> servers, Instant now) {
        try {
            AtomicFile.replace(file, StandardCharsets.UTF_8.encode(text(servers, now)));
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.toString())
                    .log("state file cannot be written, a restart without AWS would not know the servers");
        }
    }

    private String text(List<FoundServer> servers, Instant now) {
        ObjectNode state = JSON.createObjectNode();
        state.put("directory", directory).put("asOf", now.toString());
        ArrayNode list = state.putArray("servers");
        servers.forEach(server -> list.addObject()
                .put("address", server.address().toString())
                .put("tier", server.tier())
                .put("remark", server.remark()));
        return state.toPrettyString() + "\n";
    }
}

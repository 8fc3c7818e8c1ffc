package io.dirgate.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final Path FILE = Path.of("..", "config", "REFERENCE.md");
    private static final String RENEW = "./mvnw -q -pl proxy test -Dtest=ReferenceTest -Dreference=write";

    @Test
    void theReferenceIsWhatTheRecordsSay() throws IOException {
        if ("write".equals(System.getProperty("reference"))) {
            Files.writeString(FILE, Reference.generate());
        }
        assertThat(FILE).as("config/REFERENCE.md is stale; renew it: " + RENEW).hasContent(Reference.generate());
    }
}

package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePermissionsTest {
    @TempDir
    Path folder;

    private Listeners listeners;
    private Path key;
    private Path tickets;

    @BeforeEach
    void files() throws IOException {
        key = folder.resolve("server.key");
        tickets = Files.createFile(folder.resolve("ticket.keys"));
        listeners = new Listeners(folder)
                .serving("server", TestPki.server("localhost").issuedBy(TestPki.authority("Test CA")))
                .ticketKeys(tickets);
        permit(key, "rw-r-----");
        permit(tickets, "rw-------");
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void theGatewaysGroupMayRead() {
        assertThat(FilePermissions.faults(listeners.tls())).isEmpty();
    }

    @Test
    void aKeyThatOthersReadAndTicketKeysThatAGroupWritesAreNamed() throws IOException {
        permit(key, "rw-r--r--");
        permit(tickets, "rw-rw----");
        assertThat(FilePermissions.faults(listeners.tls()))
                .extracting(TlsException::getMessage)
                .containsExactly(
                        "tls.privateKey: %s has permissions rw-r--r--; chmod 640 %s takes it from other users"
                                .formatted(key, key),
                        "tls.ticketKeys: %s has permissions rw-rw----; chmod 640 %s takes it from other users"
                                .formatted(tickets, tickets));
    }
}

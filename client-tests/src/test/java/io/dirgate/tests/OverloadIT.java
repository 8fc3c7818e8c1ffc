package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients that each stay within their limits, against a gateway of the shipped size: it tells them that it is busy, lives, and
 * goes on serving others.
 */
@ExtendWith(SharedServers.class)
class OverloadIT {
    private static final byte BIND = 0x60;
    private static final byte SEARCH = 0x63;

    private final Loopback loopback;
    private final List<Wire> wires = new ArrayList<>();
    private ScriptedServer server;
    private GatewayProcess gateway;
    private Wire bystander;

    OverloadIT(Loopback loopback) {
        this.loopback = loopback;
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        server = new ScriptedServer(loopback, (connection, request) -> {
            if (request.getProtocolOpType() == BIND) {
                connection.answer(request.getMessageID(), ScriptedServer.bindResult(0));
            } else if (request.getProtocolOpType() == SEARCH
                    && request.getSearchRequestProtocolOp().getSizeLimit() == 0) {
                connection.answer(request.getMessageID(), ScriptedServer.searchResult(0));
            }
        });
        gateway = GatewayProcess.start(new GatewaySetup(folder, loopback)
                .server(server.endpoint())
                .section("limits: { requestTimeout: 2s }")
                // A client that is gone while it is not read is noticed when its operations have ended.
                .section("upstream: { operationTimeout: 10s }"));
        bystander = Wire.open(gateway.ldaps());
        assertServed(1);
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(gateway.process().alive()).as(gateway.log()).isTrue();
        assertServed(2);
        bystander.close();
        for (Wire wire : wires) {
            wire.close();
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(gateway.metrics().sum("dirgate_requests_memory_bytes"))
                        .isZero());
        gateway.close();
        server.close();
    }

    @Test
    void thousandsOfSmallRequestsOnEachOfManyConnections() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int id = 2; id < 4_000; id++) {
            all.writeBytes(Messages.neverAnswered(id));
        }
        byte[] flood = all.toByteArray();
        for (int i = 0; i < 60; i++) {
            Wire wire = open();
            wire.send(Messages.bind(1, Corp.ALICE_DN, Corp.PASSWORD));
            wire.read();
            sendAsFarAsTaken(wire, flood);
        }
        assertServed(3);
    }

    @Test
    void asManyOperationsInFlightAsEachConnectionMayHave() throws IOException {
        String longBase = "CN=" + "x".repeat(1_000) + "," + Corp.BASE;
        for (int i = 0; i < 120; i++) {
            Wire wire = open();
            ByteArrayOutputStream requests = new ByteArrayOutputStream();
            for (int id = 1; id <= 255; id++) {
                requests.writeBytes(Messages.neverAnswered(id, longBase));
            }
            wire.send(requests.toByteArray());
        }
        await().untilAsserted(() -> assertThat(gateway.metrics().sum("dirgate_operations_total", "search", "busy"))
                .as("searches answered that the gateway is busy")
                .isPositive());
    }

    @Test
    void largeRequestsThatNeverArriveWhole() throws IOException {
        byte[] large = Messages.search(
                1, "CN=" + "x".repeat(250_000), SearchScope.BASE, Filter.createPresenceFilter("cn"), "cn");
        for (int i = 0; i < 400; i++) {
            sendAsFarAsTaken(open(), Arrays.copyOf(large, large.length - 1));
        }
        assertServed(3);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            String log = gateway.log();
            assertThat(log).contains("reason=\"requestTimeout\"", "reason=\"overloaded\"");
        });
    }

    @Test
    void onlyStartTlsIsReadWhereItIsRequired() throws IOException {
        try (Wire wire = Wire.tcp(gateway.startTls())) {
            byte[] large = Messages.search(
                    1, "CN=" + "x".repeat(10_000), SearchScope.BASE, Filter.createPresenceFilter("cn"), "cn");
            wire.send(large);
            assertThat(wire.readNotice().getResultCode()).isEqualTo(53);
        }
    }

    @Test
    void largePasswordsAreNotKept() throws IOException {
        for (int i = 0; i < 400; i++) {
            Wire wire = open();
            wire.send(Messages.bind(1, Corp.ALICE_DN, "x".repeat(250_000)));
            LDAPMessage answer = wire.read();
            assertThat(answer.getBindResponseProtocolOp().getResultCode()).isZero();
        }
    }

    private Wire open() throws IOException {
        Wire wire = Wire.open(gateway.plain());
        wires.add(wire);
        return wire;
    }

    private void assertServed(int id) throws IOException {
        bystander.send(Messages.findEntry(id, 1));
        LDAPMessage answer = bystander.read();
        assertThat(answer.getMessageID()).isEqualTo(id);
        assertThat(answer.getSearchResultDoneProtocolOp().getResultCode()).isZero();
    }

    /** What the gateway does not read must not hold the test. */
    private static void sendAsFarAsTaken(Wire wire, byte[] bytes) {
        Thread sender = new Thread(() -> {
            try {
                wire.send(bytes);
            } catch (IOException e) {
                // Closed by the gateway, or at the end of the test.
            }
        });
        sender.setDaemon(true);
        sender.start();
    }
}

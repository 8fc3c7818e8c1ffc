package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What takes a server out and what does not, and what becomes of the sessions that it has. */
@ExtendWith(SharedServers.class)
class ServerHealthIT {
    private static final byte BIND = 0x60;
    private static final byte SEARCH = 0x63;
    private static final String BUSY_BASE = "OU=Busy," + Corp.BASE;

    /** A search in flight, and where its answer must be written. */
    private record Pending(ScriptedServer.Connection connection, int messageId) {}

    private final Loopback loopback;
    private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();

    @TempDir
    Path folder;

    private ScriptedServer first;
    private ScriptedServer second;

    ServerHealthIT(Loopback loopback) {
        this.loopback = loopback;
    }

    @BeforeEach
    void start() throws IOException {
        first = new ScriptedServer(loopback, this::answer);
        second = new ScriptedServer(loopback, this::answer);
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
    }

    @Test
    void serverThatIsBusyForOneClientServesTheOthersOn() throws IOException {
        try (GatewayProcess gateway = GatewayProcess.start(setup("interval: 500ms"));
                Wire waiting = Wire.open(gateway.plain());
                Wire unlucky = Wire.open(gateway.plain())) {
            awaitUp(gateway, 2);
            waiting.send(Messages.neverAnswered(1));
            await().until(() -> !pending.isEmpty());
            for (int id = 1; id <= 20; id++) {
                unlucky.send(Messages.search(id, BUSY_BASE, SearchScope.SUB, Filter.createPresenceFilter("cn")));
                assertThat(resultOf(unlucky.read())).isEqualTo(51);
            }
            await().until(() -> states(gateway, "slowStart") == 1);
            assertThat(gateway.status("/readyz")).isEqualTo(200);

            Pending search = pending.element();
            search.connection().answer(search.messageId(), ScriptedServer.searchResult(0));
            assertThat(resultOf(waiting.read())).isZero();
            assertThat(pending).hasSize(1);
            assertThat(gateway.log()).doesNotContain("directory server is down");
            assertThat(gateway.metrics().sum("dirgate_failovers_total")).isZero();
        }
    }

    @Test
    void sessionsAtAFrozenServerGoOnWhenAnotherComesBack() throws IOException {
        try (GatewayProcess gateway = GatewayProcess.start(
                        setup("interval: 200ms, timeout: 500ms, fall: 1, rise: 1, maxBackoff: 200ms"));
                Wire client = Wire.open(gateway.plain())) {
            awaitUp(gateway, 2);
            client.send(Messages.bind(1, Corp.ALICE_DN, Corp.PASSWORD));
            assertThat(client.read().getBindResponseProtocolOp().getResultCode())
                    .isZero();
            // The second falls first: sessions at the first have no elsewhere when it falls, and stay.
            second.freeze();
            await().until(() -> states(gateway, "down") == 1);
            first.freeze();
            await().until(() -> gateway.status("/readyz") == 503);
            client.send(Messages.findEntry(2, 1));

            second.thaw();
            LDAPMessage answer = client.read();
            assertThat(answer.getMessageID()).isEqualTo(2);
            assertThat(resultOf(answer)).isZero();
        }
    }

    @Test
    void addressThatStandsForSeveralServersKeepsItsSessions() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        first.claim("dnsHostName", () -> "dc" + asked.incrementAndGet() % 2 + ".corp.example.com");
        try (GatewayProcess gateway = GatewayProcess.start(setup("interval: 100ms"));
                Wire client = Wire.open(gateway.plain())) {
            client.send(Messages.neverAnswered(1));
            await().until(() -> !pending.isEmpty());
            int before = asked.get();
            await().until(() -> asked.get() > before + 6);

            Pending search = pending.element();
            search.connection().answer(search.messageId(), ScriptedServer.searchResult(0));
            assertThat(resultOf(client.read())).isZero();
            assertThat(pending).hasSize(1);
            assertThat(gateway.log().lines().filter(line -> line.contains("list each one by its own address")))
                    .hasSize(1);
        }
    }

    @Test
    void serverOfAnotherDomainIsOutEvenIfListedFirst() throws IOException {
        first.claim("defaultNamingContext", () -> "DC=other,DC=org");
        String fault = "it serves DC=other,DC=org, the others serve " + Corp.BASE;
        try (ScriptedServer third = new ScriptedServer(loopback, this::answer)) {
            GatewaySetup setup = setup("interval: 200ms, fall: 2", third);
            List<String> check = GatewayProcess.command(
                    List.of(), "check", "--config", setup.write().toString());
            Ran ran = Program.of(check.get(0), check.subList(1, check.size()).toArray(String[]::new))
                    .run();
            assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(1);
            assertThat(ran.out())
                    .contains(address(first) + "  " + fault, address(second) + "  well", address(third) + "  well");

            try (GatewayProcess gateway = GatewayProcess.start(setup)) {
                await().until(() -> states(gateway, "down") == 1);
                assertThat(gateway.log()).contains(fault);
                awaitServing(gateway, 2);
            }
        }
    }

    @Test
    void operationWithoutAnAnswerIsGivenUpWhenItsTimeIsOver() throws IOException {
        try (GatewayProcess gateway = GatewayProcess.start(
                        setup("interval: 500ms, fall: 1").section("upstream: { operationTimeout: 2s }"));
                Wire client = Wire.open(gateway.plain())) {
            client.send(Messages.bind(1, Corp.ALICE_DN, Corp.PASSWORD));
            assertThat(client.read().getBindResponseProtocolOp().getResultCode())
                    .isZero();
            long began = System.nanoTime();
            client.send(2, new DeleteRequestProtocolOp(Corp.ALICE_DN));
            assertThat(client.read().getDeleteResponseProtocolOp().getResultCode())
                    .isEqualTo(52);
            // A tenth later at the most, by the gateway's clock; well before twice the time.
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(1900), Duration.ofMillis(3500));
            assertThat(gateway.log()).doesNotContain("directory server is down");
        }
    }

    private void answer(ScriptedServer.Connection connection, LDAPMessage request) throws IOException {
        if (request.getProtocolOpType() == BIND) {
            connection.answer(request.getMessageID(), ScriptedServer.bindResult(0));
        } else if (request.getProtocolOpType() == SEARCH) {
            if (request.getSearchRequestProtocolOp().getSizeLimit() > 0) {
                pending.add(new Pending(connection, request.getMessageID()));
            } else {
                boolean busy = request.getSearchRequestProtocolOp().getBaseDN().equals(BUSY_BASE);
                connection.answer(request.getMessageID(), ScriptedServer.searchResult(busy ? 51 : 0));
            }
        }
    }

    /** The second server is used only while the first is out. */
    private GatewaySetup setup(String health, ScriptedServer... others) {
        GatewaySetup setup = new GatewaySetup(folder, loopback)
                .directory("servers:")
                .directory("  - " + address(first))
                .directory("  - { address: \"" + address(second) + "\", priority: 2 }");
        for (ScriptedServer other : others) {
            setup.directory("  - " + address(other));
        }
        return setup.directory("health: { " + health + " }");
    }

    private static String address(ScriptedServer server) {
        return server.endpoint().host() + ":" + server.endpoint().port();
    }

    private static int resultOf(LDAPMessage searchAnswer) {
        return searchAnswer.getSearchResultDoneProtocolOp().getResultCode();
    }

    private static double states(GatewayProcess gateway, String state) {
        return gateway.metrics().sum("dirgate_server_state", "state=\"" + state + "\"");
    }

    private static void awaitServing(GatewayProcess gateway, int servers) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> states(gateway, "up") + states(gateway, "slowStart") == servers);
    }

    private static void awaitUp(GatewayProcess gateway, int servers) {
        await().atMost(Duration.ofSeconds(20)).until(() -> states(gateway, "up") == servers);
    }
}

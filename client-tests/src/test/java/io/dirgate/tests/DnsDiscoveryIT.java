package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.sdk.LDAPConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A domain's controllers come and go in DNS under a running gateway that reaches them by LDAPS, verified by name. */
@Needs({Needs.ROOT, Needs.SAMBA, Needs.DNSMASQ})
@ExtendWith(SharedServers.class)
class DnsDiscoveryIT {
    private static final String DC1 = "dc1.corp.example.com:636";
    private static final String DC2 = "dc2.corp.example.com:636";

    private final SambaDomain domain;
    private final Loopback loopback;

    @TempDir
    Path folder;

    private NameServer names;

    DnsDiscoveryIT(SambaDomain domain, Loopback loopback) {
        this.domain = domain;
        this.loopback = loopback;
    }

    @BeforeEach
    void startNameServer() {
        names = new NameServer(folder, loopback);
    }

    @AfterEach
    void stopNameServer() {
        names.close();
    }

    @Test
    void sessionsLiveOnWhereTheyAreAndNewOnesFollowTheRecords() throws Exception {
        names.answer(both(0, 10));
        try (GatewayProcess gateway = GatewayProcess.start(setup());
                Load bound = new Load(3, number -> new SearchingClient(gateway.ldaps()))) {
            awaitState(gateway, DC1, "up");
            awaitState(gateway, DC2, "up");
            bound.awaitRounds(20);
            assertThat(searchesAt(gateway, DC2))
                    .as("the first tier alone serves")
                    .isZero();

            names.answer(second(10));
            awaitState(gateway, DC1, "draining");
            bound.awaitRounds(20);
            assertThat(searchesAt(gateway, DC2)).as("bound sessions stay").isZero();
            try (LDAPConnection late = UnboundId.bound(gateway.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD)) {
                assertThat(late.getEntry(Corp.ALICE_DN)).isNotNull();
            }
            await("new sessions go elsewhere").until(() -> searchesAt(gateway, DC2) == 1);

            Tally tally = bound.stop();
            assertThat(tally.dropped).isEmpty();
            assertThat(tally.wrong).isEmpty();
            assertThat(tally.unavailable).hasValue(0);
            await("a drained server without sessions is forgotten")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !gateway.metrics().page().contains("state{server=\"" + DC1));

            names.answer(both(0, 10));
            awaitState(gateway, DC1, "up");
        }
    }

    @Test
    void aNameServerThatIsGoneOrKnowsNothingChangesNothing() throws Exception {
        names.answer(both(0, 0));
        try (GatewayProcess gateway = GatewayProcess.start(setup())) {
            awaitState(gateway, DC1, "up");
            awaitState(gateway, DC2, "up");
            names.close();
            awaitFailures(gateway, 2);
            names.answer(List.of());
            awaitFailures(gateway, 5);

            await().untilAsserted(() -> assertThat(gateway.log())
                    .contains("the known directory servers stay in use", "_ldap._tcp.dc._msdcs.corp.example.com"));
            assertThat(gateway.metrics().sum("dirgate_server_state", "state=\"up\""))
                    .isEqualTo(2);
            try (LDAPConnection client = UnboundId.bound(gateway.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD)) {
                assertThat(client.getEntry(Corp.ALICE_DN)).isNotNull();
            }
        }
    }

    @Test
    void checkShowsWhatWasFoundAndHowItIs() {
        names.answer(both(0, 5));
        String configuration = setup().write().toString();

        Ran well = check(configuration);
        assertThat(well.out())
                .contains("found     " + DC1 + "  tier 1, SRV priority 0, weight 100")
                .contains("found     " + DC2 + "  tier 2, SRV priority 5, weight 100")
                .contains("server    " + DC1 + "  well");
        assertThat(well.exitCode()).isZero();

        names.answer(List.of());
        Ran nothing = check(configuration);
        assertThat(nothing.out()).contains("found     nothing: ").contains(NameServer.LDAP);
        assertThat(nothing.exitCode()).isEqualTo(1);
    }

    private static Ran check(String configuration) {
        List<String> command = GatewayProcess.command(List.of(), "check", "--config", configuration);
        return Program.of(command.get(0))
                .arguments(command.subList(1, command.size()).toArray(String[]::new))
                .run();
    }

    private GatewaySetup setup() {
        return new GatewaySetup(folder, loopback)
                .directory(
                        "dns: { domain: corp.example.com, nameServers: [" + names.address() + "], minRefresh: 200ms }")
                .directory("transport: ldaps")
                .directory("tls: { ca: " + domain.authority().ca() + " }")
                .directory("health: { interval: 300ms, slowStart: 1s }");
    }

    private List<String> both(int priority, int otherPriority) {
        return Stream.concat(
                        NameServer.controller(
                                "dc1.corp.example.com", domain.first().address(), priority)
                                .stream(),
                        second(otherPriority).stream())
                .toList();
    }

    private List<String> second(int priority) {
        return NameServer.controller("dc2.corp.example.com", domain.second().address(), priority);
    }

    private static double searchesAt(GatewayProcess gateway, String server) {
        return gateway.accessLog().stream()
                .filter(line -> line.contains("\"search\"") && line.contains(server))
                .count();
    }

    private static void awaitState(GatewayProcess gateway, String server, String state) {
        await(server + " is " + state)
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        gateway.metrics().sum("dirgate_server_state", "server=\"" + server, "state=\"" + state) == 1);
    }

    private static void awaitFailures(GatewayProcess gateway, int failures) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> gateway.metrics().sum("dirgate_discovery_total", "result=\"failed\"") >= failures);
    }
}

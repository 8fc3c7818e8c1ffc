package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two domain controllers, one of which is lost: no client is worse off than it would be without a gateway. */
@Needs({Needs.ROOT, Needs.SAMBA})
@ExtendWith(SharedServers.class)
class LostServerIT {
    private static final String SERVICE = "CN=Stale Service," + Corp.SCRATCH;
    private static final int CONNECTIONS = 20;
    /** Two seconds, and what a busy machine adds. */
    private static final Duration SOON = Duration.ofSeconds(4);

    private final SambaController first;
    private final SambaController second;
    private final Loopback loopback;

    @TempDir
    Path folder;

    LostServerIT(SambaDomain domain, Loopback loopback) {
        first = domain.first();
        second = domain.second();
        this.loopback = loopback;
    }

    @AfterEach
    void restore() {
        first.thaw();
        first.start();
    }

    @Test
    void sessionsWithAnOldPasswordDoNotLockTheirAccountOut() throws Exception {
        List<LDAPConnection> clients = new ArrayList<>();
        try (LDAPConnection administratorOfFirst = administrator(first.ldaps());
                LDAPConnection administrator = administrator(second.ldaps());
                GatewayProcess gateway = GatewayProcess.start(firstThenSecond())) {
            addService(administratorOfFirst, "Passw0rd.Zero");
            addService(administrator, "Passw0rd.Zero");
            setThreshold(administrator, 5);
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(UnboundId.bound(gateway.ldaps(), SERVICE, "Passw0rd.Zero"));
            }
            // Three times, since the two passwords before the present one are not counted as wrong.
            for (String password : List.of("Passw0rd.One", "Passw0rd.Two", "Passw0rd.Three")) {
                setPassword(administrator, password);
            }
            first.kill();

            clients.parallelStream()
                    .forEach(client -> assertThat(isUsable(client)).isFalse());
            assertThat(UnboundId.entry(administrator, SERVICE, "badPwdCount").getAttributeValueAsInteger("badPwdCount"))
                    .isEqualTo(1);
            try (LDAPConnection right = UnboundId.bound(gateway.ldaps(), SERVICE, "Passw0rd.Three")) {
                assertThat(right.getEntry(SERVICE)).isNotNull();
            }
            assertThat(gateway.metrics().sum("dirgate_rebinds_total", "result=\"refused\""))
                    .isEqualTo(1);
            assertThat(gateway.metrics().sum("dirgate_sessions_closed_total", "reason=\"rebindRefused\""))
                    .isEqualTo(CONNECTIONS);
            assertThat(gateway.log().lines().filter(line -> line.contains("no longer works")))
                    .hasSize(1);
        } finally {
            clients.forEach(LDAPConnection::close);
            try (LDAPConnection administrator = administrator(second.ldaps())) {
                setThreshold(administrator, 0);
                administrator.delete(SERVICE);
            }
        }
    }

    @Test
    void clientThatPollsForChangesEndsWithItsServerAndOthersMove() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(firstThenSecond());
                LDAPConnection polling = UnboundId.bound(gateway.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD);
                LDAPConnection other = UnboundId.bound(gateway.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD)) {
            Long usn =
                    UnboundId.entry(polling, "", "highestCommittedUSN").getAttributeValueAsLong("highestCommittedUSN");
            assertThat(usn).isNotNull();
            assertThat(changesSince(polling, usn - 100)).isPositive();
            assertThat(other.getEntry(Corp.ALICE_DN, "cn")).isNotNull();
            first.kill();

            assertThatThrownBy(() -> changesSince(polling, usn)).isInstanceOf(LDAPException.class);
            assertThat(polling.isConnected()).isFalse();
            assertThat(other.getEntry(Corp.ALICE_DN, "cn")).isNotNull();
            assertThat(gateway.log().lines().filter(line -> line.contains("session moved to another directory server")))
                    .hasSize(1);
            assertThat(gateway.metrics().sum("dirgate_sessions_moved_total")).isEqualTo(1);
        }
    }

    /** The two do not replicate: what one has, the other has not. */
    @Test
    void clientFindsOnItsNextConnectionWhatItHasWrittenOnTheLast() throws Exception {
        GatewaySetup setup =
                new GatewaySetup(folder, loopback).server(first.plain()).server(second.plain());
        try (GatewayProcess gateway = GatewayProcess.start(setup)) {
            for (int i = 0; i < 20; i++) {
                String dn = "CN=written-" + i + "," + Corp.SCRATCH;
                try (LDAPConnection writing = administrator(gateway.ldaps())) {
                    writing.add(dn, new Attribute("objectClass", "contact"));
                }
                try (LDAPConnection reading = administrator(gateway.startTls())) {
                    assertThat(reading.getEntry(dn)).as(dn).isNotNull();
                    reading.delete(dn);
                }
            }
            await().until(() -> serversOf(gateway).size() == 1);
        }
    }

    @Test
    void clientsOfDifferentAddressesAreSpread() throws Exception {
        GatewaySetup setup =
                new GatewaySetup(folder, loopback).server(first.plain()).server(second.plain());
        try (GatewayProcess gateway = GatewayProcess.start(setup)) {
            for (int i = 1; i <= 20; i++) {
                try (Wire client = Wire.from("127.0.0." + i, gateway.plain())) {
                    client.send(Messages.rootDse(1));
                    client.read();
                }
            }
            await().until(() -> serversOf(gateway).size() == 2);
        }
    }

    @Test
    void frozenServerIsLeftSoonAndNotTakenForDown() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(firstThenSecond());
                LDAPConnection client = UnboundId.bound(gateway.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD)) {
            awaitServing(gateway);
            first.freeze();
            assertThat(timeOfSearch(client)).isLessThan(SOON);
            assertThat(gateway.log()).contains("reason=\"unresponsive\"").doesNotContain("directory server is down");
            first.thaw();
        }
    }

    @Test
    @Needs(Needs.NFT)
    void serverBehindABlackHoleIsLeftSoon() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(firstThenSecond());
                LDAPConnection client = UnboundId.bound(gateway.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD)) {
            awaitServing(gateway);
            try (NetworkCut cut = new NetworkCut(first.address())) {
                assertThat(timeOfSearch(client)).isLessThan(SOON);
            }
        }
    }

    @Test
    @Needs(Needs.NFT)
    void connectionThatTheNetworkDropsIsLeftSoonAndItsServerIsNot() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(firstThenSecond());
                LDAPConnection client = UnboundId.bound(gateway.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD)) {
            awaitServing(gateway);
            int port = await().until(() -> upstreamPort(gateway), found -> found > 0);
            try (NetworkCut cut = NetworkCut.ofConnection(first.address(), port)) {
                assertThat(timeOfSearch(client)).isLessThan(SOON);
            }
            assertThat(gateway.log()).contains("reason=\"flowDropped\"").doesNotContain("is suspected");
        }
    }

    private static int upstreamPort(GatewayProcess gateway) {
        return gateway.accessLog().stream()
                .filter(line -> line.contains("\"op\":\"bind\""))
                .map(line -> Integer.valueOf(line.replaceAll(".*\"upstreamPort\":(\\d+).*", "$1")))
                .findFirst()
                .orElse(0);
    }

    private static Duration timeOfSearch(LDAPConnection client) throws LDAPException {
        long began = System.nanoTime();
        assertThat(client.getEntry(Corp.ALICE_DN, "cn")).isNotNull();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static void awaitServing(GatewayProcess gateway) {
        await().until(() -> gateway.metrics().sum("dirgate_server_state", "state=\"up\"") == 2);
    }

    private static Set<String> serversOf(GatewayProcess gateway) {
        return gateway.accessLog().stream()
                .filter(line -> line.contains("\"server\":\""))
                .map(line -> line.replaceAll(".*\"server\":\"([^\"]*)\".*", "$1"))
                .collect(Collectors.toSet());
    }

    private static int changesSince(LDAPConnection client, long usn) throws LDAPException {
        return client.search(Corp.BASE, SearchScope.SUB, "(uSNChanged>=" + usn + ")", "1.1")
                .getEntryCount();
    }

    private static boolean isUsable(LDAPConnection client) {
        try {
            return client.getEntry(SERVICE) != null;
        } catch (LDAPException e) {
            return false;
        }
    }

    private static void addService(LDAPConnection administrator, String password) throws LDAPException {
        administrator.add(
                SERVICE,
                new Attribute("objectClass", "user"),
                new Attribute("sAMAccountName", "stale"),
                new Attribute("unicodePwd", unicode(password)),
                new Attribute("userAccountControl", "512"));
    }

    private static void setPassword(LDAPConnection administrator, String password) throws LDAPException {
        administrator.modify(SERVICE, new Modification(ModificationType.REPLACE, "unicodePwd", unicode(password)));
    }

    private static void setThreshold(LDAPConnection administrator, int failures) throws LDAPException {
        administrator.modify(
                Corp.BASE, new Modification(ModificationType.REPLACE, "lockoutThreshold", String.valueOf(failures)));
    }

    private static byte[] unicode(String password) {
        return ('"' + password + '"').getBytes(StandardCharsets.UTF_16LE);
    }

    private static LDAPConnection administrator(Endpoint endpoint) throws LDAPException {
        return UnboundId.bound(endpoint, Corp.ADMINISTRATOR, Corp.ADMINISTRATOR_PASSWORD);
    }

    /** The second server is used only while the first is out. */
    private GatewaySetup firstThenSecond() {
        return new GatewaySetup(folder, loopback)
                .directory("servers:")
                .directory("  - " + first.address() + ":389")
                .directory("  - { address: \"" + second.address() + ":389\", priority: 2 }");
    }
}

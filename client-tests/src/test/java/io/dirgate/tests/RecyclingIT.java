package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.AbandonRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A connection to a directory server that goes from one client to the next carries nothing over. */
@ExtendWith(SharedServers.class)
class RecyclingIT {
    private static final byte BIND = 0x60;
    private static final byte SEARCH = 0x63;
    private static final byte ABANDON = 0x50;

    private final Loopback loopback;

    @TempDir
    Path folder;

    RecyclingIT(Loopback loopback) {
        this.loopback = loopback;
    }

    @Test
    @Needs({Needs.ROOT, Needs.SAMBA})
    void nextClientIsNobodyWhereTheLastOneWasBound(SambaDomain domain) throws Exception {
        try (GatewayProcess gateway =
                GatewayProcess.start(oneLoop().server(domain.first().plain()))) {
            await().until(() -> {
                try (LDAPConnection alice = UnboundId.bound(gateway.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD)) {
                    assertThat(alice.getEntry(Corp.ALICE_DN)).isNotNull();
                }
                try (LDAPConnection nobody = UnboundId.connect(gateway.ldaps())) {
                    assertThat(resultOfRead(nobody)).isEqualTo(ResultCode.OPERATIONS_ERROR);
                }
                return recycled(gateway) >= 4;
            });
        }
    }

    /** The rootDSE's tokenGroups are those of whoever asks. */
    @Test
    @Needs({Needs.ROOT, Needs.SAMBA})
    void whoBindsIsWhoTheDirectoryTakesTheConnectionFor(SambaDomain domain) throws Exception {
        try (GatewayProcess gateway =
                GatewayProcess.start(oneLoop().server(domain.first().plain()))) {
            Set<String> alices = tokenGroups(gateway, Corp.ALICE_UPN, Corp.PASSWORD);
            Set<String> administrators = tokenGroups(gateway, Corp.ADMINISTRATOR, Corp.ADMINISTRATOR_PASSWORD);
            assertThat(alices).isNotEmpty().isNotEqualTo(administrators);
            await().until(() -> {
                assertThat(tokenGroups(gateway, Corp.ALICE_UPN, Corp.PASSWORD)).isEqualTo(alices);
                assertThat(tokenGroups(gateway, Corp.ADMINISTRATOR, Corp.ADMINISTRATOR_PASSWORD))
                        .isEqualTo(administrators);
                return recycled(gateway) >= 4;
            });
        }
    }

    private static Set<String> tokenGroups(GatewayProcess gateway, String name, String password) throws Exception {
        try (LDAPConnection connection = UnboundId.bound(gateway.ldaps(), name, password)) {
            byte[][] groups = UnboundId.entry(connection, "", "tokenGroups").getAttributeValueByteArrays("tokenGroups");
            return Arrays.stream(groups).map(HexFormat.of()::formatHex).collect(Collectors.toSet());
        }
    }

    @Test
    @Needs({Needs.ROOT, Needs.SAMBA})
    void clientsOfOneConnectionKeepTheirOwnRights(SambaDomain domain) throws Exception {
        try (GatewayProcess gateway =
                GatewayProcess.start(oneLoop().server(domain.first().plain()))) {
            await().until(() -> {
                for (String name : new String[] {Corp.ALICE_UPN, Corp.ALICE_NT, Corp.ALICE_DN}) {
                    try (LDAPConnection alice = UnboundId.bound(gateway.startTls(), name, Corp.PASSWORD)) {
                        assertThat(alice.getEntry(Corp.ALICE_DN)).isNotNull();
                    }
                    assertThat(resultOfBind(gateway.ldaps(), name, "wrong")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
                }
                return recycled(gateway) >= 4;
            });
        }
    }

    @Test
    @Needs({Needs.ROOT, Needs.SAMBA})
    void withoutRecyclingEachClientHasAConnectionOfItsOwn(SambaDomain domain) throws Exception {
        GatewaySetup setup = oneLoop().server(domain.first().plain()).section("upstream: { recycle: false }");
        try (GatewayProcess gateway = GatewayProcess.start(setup)) {
            for (int i = 0; i < 3; i++) {
                UnboundId.bound(gateway.ldaps(), Corp.ALICE_UPN, Corp.PASSWORD).close();
            }
            await().untilAsserted(() -> assertThat(gateway.accessLog().stream()
                            .filter(line -> line.contains("\"op\":\"bind\""))
                            .map(line -> line.replaceAll(".*\"upstreamPort\":(\\d+).*", "$1"))
                            .distinct())
                    .hasSize(3));
            assertThat(recycled(gateway)).isZero();
        }
    }

    @Test
    void lateAnswerToAnAbandonedSearchReachesNobody() throws Exception {
        Map<Integer, Boolean> abandoned = new ConcurrentHashMap<>();
        try (ScriptedServer server = new ScriptedServer(loopback, (connection, request) -> {
                    switch (request.getProtocolOpType()) {
                        case BIND -> connection.answer(request.getMessageID(), ScriptedServer.bindResult(0));
                        case ABANDON -> abandoned.put(connection.number(), true);
                        case SEARCH -> {
                            if (abandoned.containsKey(connection.number())) {
                                connection.answer(request.getMessageID(), ScriptedServer.entry("CN=late"));
                            } else if (request.getSearchRequestProtocolOp().getSizeLimit() == 0) {
                                connection.answer(request.getMessageID(), ScriptedServer.searchResult(0));
                            }
                        }
                        default -> {}
                    }
                });
                GatewayProcess gateway = GatewayProcess.start(oneLoop().server(server.endpoint()))) {
            try (Wire leaving = Wire.open(gateway.plain())) {
                leaving.send(Messages.bind(1, Corp.ALICE_DN, Corp.PASSWORD));
                leaving.read();
                leaving.send(Messages.neverAnswered(2));
                leaving.send(3, new AbandonRequestProtocolOp(2));
                await().until(() -> !abandoned.isEmpty());
            }
            for (int i = 0; i < 10; i++) {
                try (Wire next = Wire.open(gateway.plain())) {
                    next.send(Messages.bind(1, Corp.ALICE_DN, Corp.PASSWORD));
                    next.read();
                    next.send(Messages.findEntry(2, 1));
                    LDAPMessage answer = next.read();
                    assertThat(answer.getSearchResultDoneProtocolOp().getResultCode())
                            .isZero();
                }
            }
        }
    }

    @Test
    void connectionIsNotUsedForEver() throws Exception {
        Map<Integer, Integer> sessions = new ConcurrentHashMap<>();
        try (ScriptedServer server = new ScriptedServer(loopback, (connection, request) -> {
                    if (request.getProtocolOpType() == BIND) {
                        sessions.merge(connection.number(), 1, Integer::sum);
                        connection.answer(request.getMessageID(), ScriptedServer.bindResult(0));
                    }
                });
                GatewayProcess gateway = GatewayProcess.start(oneLoop().server(server.endpoint()))) {
            for (int i = 0; i < 300; i++) {
                bindAndLeave(gateway);
            }
            assertThat(sessions.values()).allMatch(number -> number < 120);
            assertThat(recycled(gateway)).isGreaterThan(200);
        }
    }

    /** What a session left is bound as its client: until another bind has succeeded there, nothing else may be said on it. */
    @Test
    void nothingButABindIsTheFirstOnAConnectionThatAnotherClientLeft() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = new ScriptedServer(loopback, (connection, request) -> {
                    int id = request.getMessageID();
                    told.add(connection.number() + (request.getProtocolOpType() == BIND ? " bind" : " other"));
                    connection.answer(
                            id,
                            request.getProtocolOpType() == BIND
                                    ? ScriptedServer.bindResult(isAllowed(request) ? 0 : 49)
                                    : ScriptedServer.searchResult(0));
                });
                GatewayProcess gateway = GatewayProcess.start(oneLoop().server(server.endpoint()))) {
            for (int i = 0; i < 5; i++) {
                bindAndLeave(gateway);
                int left = told.size();
                try (Wire nobody = Wire.open(gateway.plain())) {
                    nobody.send(Messages.findEntry(1, 1));
                    nobody.read();
                }
                assertThat(told.subList(left, told.size())).hasSize(1);
                assertThat(told.subList(0, left)).noneMatch(connectionOf(told.get(left)));
            }
            assertThat(recycled(gateway)).isPositive();

            int before = told.size();
            try (Wire failing = Wire.open(gateway.plain())) {
                failing.send(Messages.bind(1, Corp.ALICE_DN, "wrong"));
                failing.read();
                failing.send(Messages.findEntry(2, 1));
                failing.read();
            }
            assertThat(told.subList(0, before))
                    .anyMatch(connectionOf(told.get(before)))
                    .noneMatch(connectionOf(told.get(before + 1)));
        }
    }

    private static void bindAndLeave(GatewayProcess gateway) throws Exception {
        try (Wire client = Wire.open(gateway.plain())) {
            client.send(Messages.bind(1, Corp.ALICE_DN, Corp.PASSWORD));
            client.read();
        }
    }

    private static boolean isAllowed(LDAPMessage bind) {
        ASN1OctetString password = bind.getBindRequestProtocolOp().getSimplePassword();
        return password != null && password.stringValue().equals(Corp.PASSWORD);
    }

    private static Predicate<String> connectionOf(String told) {
        String number = told.substring(0, told.indexOf(' ') + 1);
        return other -> other.startsWith(number);
    }

    /** With a single event loop, so that the next client meets what the last one has left. */
    private GatewaySetup oneLoop() {
        return new GatewaySetup(folder, loopback).jvmFlag("-XX:ActiveProcessorCount=1");
    }

    private static double recycled(GatewayProcess gateway) {
        return gateway.metrics().sum("dirgate_server_connections_recycled_total");
    }

    private static ResultCode resultOfRead(LDAPConnection connection) {
        try {
            connection.getEntry(Corp.ALICE_DN);
            return ResultCode.SUCCESS;
        } catch (LDAPException e) {
            return e.getResultCode();
        }
    }

    private static ResultCode resultOfBind(Endpoint endpoint, String name, String password) throws LDAPException {
        try (LDAPConnection connection = UnboundId.connect(endpoint)) {
            return connection.bind(name, password).getResultCode();
        } catch (LDAPException e) {
            return e.getResultCode();
        }
    }
}

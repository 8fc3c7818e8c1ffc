package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.AbandonRequestProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.IntermediateResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultReferenceProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What directory servers say and do beyond answering, as their clients see it. */
@ExtendWith(SharedServers.class)
class ServerAnswersIT {
    private static final byte BIND = 0x60;
    private static final byte DELETE = 0x4a;
    private static final byte ABANDON = 0x50;
    private static final String NOTICE = "1.3.6.1.4.1.1466.20036";

    private final Loopback loopback;

    @TempDir
    Path folder;

    ServerAnswersIT(Loopback loopback) {
        this.loopback = loopback;
    }

    @Test
    void referencesIntermediateResponsesAndUnsolicitedNotificationsReachTheClient() throws Exception {
        try (ScriptedServer server = server((connection, request) -> {
                    int id = request.getMessageID();
                    connection.answer(0, new ExtendedResponseProtocolOp(0, null, "news", List.of(), "1.2.3.4", null));
                    connection.answer(id, new IntermediateResponseProtocolOp("1.2.3.5", new ASN1OctetString("half")));
                    connection.answer(id, ScriptedServer.entry("CN=one"));
                    connection.answer(id, new SearchResultReferenceProtocolOp(List.of("ldap://elsewhere/")));
                    connection.answer(id, ScriptedServer.searchResult(0));
                });
                GatewayProcess gateway = gateway(server);
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(Messages.findEntry(7, 1));
            assertThat(wire.read().getExtendedResponseProtocolOp().getResponseOID())
                    .isEqualTo("1.2.3.4");
            assertThat(wire.read().getIntermediateResponseProtocolOp().getOID()).isEqualTo("1.2.3.5");
            assertThat(wire.read().getSearchResultEntryProtocolOp().getDN()).isEqualTo("CN=one");
            assertThat(wire.read().getSearchResultReferenceProtocolOp().getReferralURLs())
                    .containsExactly("ldap://elsewhere/");
            assertThat(wire.read().getSearchResultDoneProtocolOp().getResultCode())
                    .isZero();
        }
    }

    @Test
    void serversNoticeOfDisconnectionIsNotTheClientsAndItsSearchGoesElsewhere() throws Exception {
        AtomicBoolean said = new AtomicBoolean();
        ScriptedServer.Script oneSaysGoodbye = (connection, request) -> {
            if (said.compareAndSet(false, true)) {
                connection.answer(0, new ExtendedResponseProtocolOp(52, null, "restarting", List.of(), NOTICE, null));
                connection.close();
            } else {
                connection.answer(request.getMessageID(), ScriptedServer.searchResult(0));
            }
        };
        try (ScriptedServer one = server(oneSaysGoodbye);
                ScriptedServer other = server(oneSaysGoodbye);
                GatewayProcess gateway = gateway(one, other);
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(Messages.findEntry(1, 1));
            assertThat(result(wire, 1)).isZero();
        }
    }

    @Test
    void abandonIsPassedOnAndItsIdIsNotTakenAgain() throws Exception {
        Queue<Integer> abandoned = new ConcurrentLinkedQueue<>();
        Queue<Integer> begun = new ConcurrentLinkedQueue<>();
        try (ScriptedServer server = server((connection, request) -> {
                    begun.add(request.getMessageID());
                    if (request.getProtocolOpType() == ABANDON) {
                        abandoned.add(request.getAbandonRequestProtocolOp().getIDToAbandon());
                    } else if (!isSilent(request)) {
                        connection.answer(request.getMessageID(), ScriptedServer.searchResult(0));
                    }
                });
                GatewayProcess gateway = gateway(server);
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(Messages.neverAnswered(5));
            await().until(() -> begun.contains(5));
            wire.send(6, new AbandonRequestProtocolOp(5));
            wire.send(Messages.findEntry(7, 1));
            assertThat(result(wire, 7)).isZero();
            await().untilAsserted(() -> assertThat(abandoned).containsExactly(5));
            wire.send(Messages.findEntry(5, 1));
            assertThat(result(wire, 5))
                    .as("the server may still answer the abandoned one")
                    .isEqualTo(51);
            wire.send(Messages.findEntry(8, 1));
            assertThat(result(wire, 8)).isZero();
        }
    }

    @Test
    void clientThatLeavesWithoutItsAnswerIsNamedInTheLog() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        try (ScriptedServer server = server((connection, request) -> asked.set(true));
                GatewayProcess gateway = gateway(server)) {
            Wire wire = Wire.open(gateway.ldaps());
            wire.send(Messages.neverAnswered(1));
            await().untilTrue(asked);
            int port = wire.localPort();
            wire.reset();
            await().untilAsserted(() -> assertThat(gateway.log().lines())
                    .anyMatch(line -> line.contains("session ended") && line.contains(":" + port + "\"")));
        }
    }

    @Test
    void whatAClientLeftUnansweredIsInTheAccessLogAsItsOwn() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        try (ScriptedServer server = server((connection, request) -> {
                    if (request.getProtocolOpType() == BIND) {
                        connection.answer(request.getMessageID(), ScriptedServer.bindResult(0));
                    } else {
                        asked.set(true);
                    }
                });
                GatewayProcess gateway = gateway(server)) {
            Wire wire = Wire.open(gateway.ldaps());
            wire.send(Messages.bind(1, "CN=alice", Corp.PASSWORD));
            assertThat(wire.read().getBindResponseProtocolOp().getResultCode()).isZero();
            ByteArrayOutputStream together = new ByteArrayOutputStream();
            together.writeBytes(Messages.neverAnswered(2));
            // Waits in the gateway, for a bind goes on only when nothing is in flight.
            together.writeBytes(Messages.bind(3, "CN=bob", Corp.PASSWORD));
            wire.send(together.toByteArray());
            await().untilTrue(asked);
            wire.reset();
            for (int id = 2; id <= 3; id++) {
                String messageId = "\"messageId\":" + id + ",";
                await().untilAsserted(() -> assertThat(gateway.accessLog())
                        .filteredOn(line -> line.contains(messageId))
                        .singleElement()
                        .asString()
                        .contains("\"identity\":\"CN=alice\"")
                        .doesNotContain("\"result\""));
            }
        }
    }

    @Test
    void entryThatBreaksOffEndsTheClientsConnection() throws Exception {
        byte[] entry = Messages.entryOf(200_000, 1);
        try (ScriptedServer server = server((connection, request) -> {
                    connection.send(Arrays.copyOf(entry, 150_000));
                    connection.close();
                });
                GatewayProcess gateway = gateway(server);
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(Messages.findEntry(1, 1));
            assertThat(wire.ends()).isTrue();
            await().untilAsserted(() -> assertThat(gateway.log()).contains("reason=\"directoryLostMidResponse\""));
        }
    }

    @Test
    void searchThatHasDeliveredAnEntryIsNotSentAgain() throws Exception {
        try (ScriptedServer server = server((connection, request) -> {
                    connection.answer(request.getMessageID(), ScriptedServer.entry("CN=one"));
                    connection.close();
                });
                GatewayProcess gateway = gateway(server);
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(Messages.findEntry(1, 1));
            assertThat(wire.read().getSearchResultEntryProtocolOp().getDN()).isEqualTo("CN=one");
            assertThat(wire.read().getSearchResultDoneProtocolOp().getResultCode())
                    .isEqualTo(52);
        }
    }

    @Test
    void deleteIsNotSentAgainAndSaysThatItMayHaveHappened() throws Exception {
        Queue<Integer> deletes = new ConcurrentLinkedQueue<>();
        ScriptedServer.Script dies = (connection, request) -> {
            if (request.getProtocolOpType() == DELETE) {
                deletes.add(request.getMessageID());
                connection.close();
            }
        };
        try (ScriptedServer one = server(dies);
                ScriptedServer other = server(dies);
                GatewayProcess gateway = gateway(one, other);
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(1, new DeleteRequestProtocolOp(Corp.ALICE_DN));
            LDAPMessage answer = wire.read();
            assertThat(answer.getDeleteResponseProtocolOp().getResultCode()).isEqualTo(52);
            assertThat(answer.getDeleteResponseProtocolOp().getDiagnosticMessage())
                    .contains("may or may not");
            assertThat(deletes).hasSize(1);
        }
    }

    @Test
    void serverTooBusyToTakeASessionOverCostsAnAnswerNotTheConnection() throws Exception {
        AtomicBoolean died = new AtomicBoolean();
        ScriptedServer.Script oneDiesTheOtherIsBusy = (connection, request) -> {
            if (request.getProtocolOpType() == BIND) {
                connection.answer(request.getMessageID(), ScriptedServer.bindResult(died.get() ? 51 : 0));
            } else if (died.compareAndSet(false, true)) {
                connection.close();
            }
        };
        try (ScriptedServer one = server(oneDiesTheOtherIsBusy);
                ScriptedServer other = server(oneDiesTheOtherIsBusy);
                GatewayProcess gateway = gateway(one, other);
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(Messages.bind(1, Corp.ALICE_DN, Corp.PASSWORD));
            assertThat(wire.read().getBindResponseProtocolOp().getResultCode()).isZero();
            wire.send(Messages.findEntry(2, 1));
            assertThat(result(wire, 2)).isEqualTo(52);
            wire.send(Messages.findEntry(3, 1));
            assertThat(result(wire, 3)).isEqualTo(52);
        }
    }

    @Test
    void bindThatAnotherServerRefusesIsSaidOnceAndEndsTheSession() throws Exception {
        Queue<Integer> binds = new ConcurrentLinkedQueue<>();
        AtomicBoolean died = new AtomicBoolean();
        ScriptedServer.Script passwordChangesMeanwhile = (connection, request) -> {
            if (request.getProtocolOpType() == BIND) {
                binds.add(request.getMessageID());
                connection.answer(request.getMessageID(), ScriptedServer.bindResult(died.get() ? 49 : 0));
            } else if (died.compareAndSet(false, true)) {
                connection.close();
            }
        };
        try (ScriptedServer one = server(passwordChangesMeanwhile);
                ScriptedServer other = server(passwordChangesMeanwhile);
                GatewayProcess gateway = gateway(one, other);
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(Messages.bind(1, Corp.ALICE_DN, Corp.PASSWORD));
            assertThat(wire.read().getBindResponseProtocolOp().getResultCode()).isZero();
            wire.send(Messages.findEntry(2, 1));
            assertThat(wire.read().getSearchResultDoneProtocolOp().getResultCode())
                    .isEqualTo(52);
            assertThat(wire.readOrEnd()).isNull();
            assertThat(binds).hasSize(2);
        }
    }

    @Test
    void sessionBoundBySaslEndsWithItsServer() throws Exception {
        try (ScriptedServer server = server((connection, request) -> {
                    if (request.getProtocolOpType() == BIND) {
                        connection.answer(request.getMessageID(), ScriptedServer.bindResult(0));
                    } else {
                        connection.close();
                    }
                });
                GatewayProcess gateway = gateway(server);
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(1, new BindRequestProtocolOp("", "GSS-SPNEGO", new ASN1OctetString("token")));
            assertThat(wire.read().getBindResponseProtocolOp().getResultCode()).isZero();
            wire.send(Messages.findEntry(2, 1));
            assertThat(wire.read().getSearchResultDoneProtocolOp().getResultCode())
                    .isEqualTo(52);
            assertThat(wire.readOrEnd()).isNull();
        }
    }

    @Test
    void pagingCookieOfALostServerIsRefused() throws Exception {
        Queue<Integer> searches = new ConcurrentLinkedQueue<>();
        ScriptedServer.Script onePageThenGone = (connection, request) -> {
            int id = request.getMessageID();
            searches.add(id);
            if (id == 2) {
                connection.close();
            } else {
                connection.send(new LDAPMessage(
                                id,
                                new SearchResultDoneProtocolOp(0, null, null, List.of()),
                                new SimplePagedResultsControl(0, new ASN1OctetString("17"), false))
                        .encode()
                        .encode());
            }
        };
        try (ScriptedServer one = server(onePageThenGone);
                ScriptedServer other = server(onePageThenGone);
                GatewayProcess gateway = gateway(one, other);
                Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(page(1, null));
            assertThat(result(wire, 1)).isZero();
            wire.send(page(2, "17"));
            assertThat(result(wire, 2)).isEqualTo(52);
            wire.send(page(3, "17"));
            LDAPMessage refused = wire.read();
            assertThat(refused.getSearchResultDoneProtocolOp().getResultCode()).isEqualTo(53);
            assertThat(refused.getSearchResultDoneProtocolOp().getDiagnosticMessage())
                    .contains("start the search again");
            assertThat(searches).containsExactly(1, 2);
        }
    }

    private static byte[] page(int id, @Nullable String cookie) {
        Control control = new SimplePagedResultsControl(10, cookie == null ? null : new ASN1OctetString(cookie), true);
        return new LDAPMessage(id, Messages.searchOf(Corp.MANY, SearchScope.ONE, 0), control)
                .encode()
                .encode();
    }

    private static boolean isSilent(LDAPMessage request) {
        return request.getSearchRequestProtocolOp().getSizeLimit() != 0;
    }

    private static int result(Wire wire, int id) throws IOException {
        LDAPMessage answer = wire.read();
        assertThat(answer.getMessageID()).isEqualTo(id);
        return answer.getSearchResultDoneProtocolOp().getResultCode();
    }

    private ScriptedServer server(ScriptedServer.Script script) throws IOException {
        return new ScriptedServer(loopback, script);
    }

    private GatewayProcess gateway(ScriptedServer... servers) {
        return GatewayProcess.start(setup(servers));
    }

    private GatewaySetup setup(ScriptedServer... servers) {
        GatewaySetup setup = new GatewaySetup(folder, loopback);
        for (ScriptedServer server : servers) {
            setup.server(server.endpoint());
        }
        return setup;
    }
}

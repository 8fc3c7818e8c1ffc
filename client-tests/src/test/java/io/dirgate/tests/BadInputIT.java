package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that no well-behaved client sends: an end that LDAP has an answer for is announced by it, one log line says who and why,
 * and a bystander on another connection notices nothing.
 */
@Needs({Needs.ROOT, Needs.SAMBA})
@ExtendWith(SharedServers.class)
class BadInputIT {
    private static final int PROTOCOL_ERROR = 2;
    private static final int CONFIDENTIALITY_REQUIRED = 13;
    private static final int UNWILLING_TO_PERFORM = 53;

    private final GatewayProcess gateway;
    /** Lines of the gateway's log that are another client's. */
    private final Set<String> read = new HashSet<>();

    private Bystander bystander;

    BadInputIT(GatewayProcess gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void openBystander() throws IOException {
        gateway.log().lines().forEach(read::add);
        bystander = new Bystander(gateway.ldaps());
    }

    @AfterEach
    void othersAreUnaffected() throws IOException {
        bystander.stillServed();
        bystander.close();
    }

    static Stream<Arguments> notLdap() {
        return Stream.of(
                bytes("a length that the content contradicts", "30 05 02 01 01 ff 00"),
                bytes("a length of four gigabytes", "30 84 ff ff ff ff 02 01 01"),
                bytes("a length of eight bytes", "30 88 00 00 00 00 00 00 00 05 02 01 01 42 00"),
                bytes("an indefinite length", "30 80 02 01 01 42 00 00 00"),
                bytes("another tag than a sequence", "31 05 02 01 01 42 00"),
                bytes("no message id", "30 03 04 01 41"),
                bytes("an empty message", "30 00"),
                bytes("an operation that is none", "30 05 02 01 01 04 00"),
                bytes("an operation that only servers send", "30 0c 02 01 01 65 07 0a 01 00 04 00 04 00"),
                bytes("message id 0", "30 0c 02 01 00 60 07 02 01 03 04 00 80 00"),
                bytes("a negative message id", "30 0c 02 01 ff 60 07 02 01 03 04 00 80 00"),
                bytes("a message id of five bytes", "30 10 02 05 01 00 00 00 00 60 07 02 01 03 04 00 80 00"),
                bytes("an operation longer than its message", "30 0c 02 01 01 60 20 02 01 03 04 00 80 00"));
    }

    @ParameterizedTest
    @MethodSource("notLdap")
    void isEndedWithProtocolError(byte[] bytes) throws IOException {
        for (Endpoint endpoint : new Endpoint[] {gateway.ldaps(), gateway.startTls(), gateway.plain()}) {
            try (Wire wire = Wire.open(endpoint)) {
                wire.send(bytes);
                ExtendedResponseProtocolOp notice = wire.readNotice();
                assertThat(notice.getResultCode()).isEqualTo(PROTOCOL_ERROR);
                assertThat(notice.getDiagnosticMessage()).isNotEmpty();
                awaitLogLineNaming(wire);
            }
        }
    }

    @Test
    void messageIdInFlightIsNotTakenTwice() throws IOException {
        try (Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(Messages.bind(1, Corp.ALICE_UPN, Corp.PASSWORD));
            wire.read();
            // So long an answer that it cannot be over when the second request comes.
            byte[] twice = Messages.search(
                    7,
                    Corp.MANY,
                    com.unboundid.ldap.sdk.SearchScope.ONE,
                    com.unboundid.ldap.sdk.Filter.createPresenceFilter("cn"));
            byte[] both = java.util.Arrays.copyOf(twice, twice.length * 2);
            System.arraycopy(twice, 0, both, twice.length, twice.length);
            wire.send(both);
            int results = 0;
            for (var message = wire.read(); message.getMessageID() != 0; message = wire.read()) {
                assertThat(message.getMessageID()).isEqualTo(7);
                results += message.getProtocolOpType() == 0x65 ? 1 : 0;
            }
            assertThat(results).isLessThanOrEqualTo(1);
            assertThat(wire.ends()).isTrue();
            awaitLogLineNaming(wire);
        }
    }

    @Test
    void deeplyNestedFilterIsRefusedAndTheSessionGoesOn() throws IOException {
        try (Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(nested(2, 30_000));
            SearchResultDoneProtocolOp refusal = wire.read().getSearchResultDoneProtocolOp();
            assertThat(refusal.getResultCode()).isEqualTo(UNWILLING_TO_PERFORM);
            assertThat(refusal.getDiagnosticMessage()).contains("limits.filterDepth");
            wire.send(Messages.rootDse(3));
            assertThat(wire.read().getMessageID()).isEqualTo(3);
        }
    }

    @Test
    void filterOfAsManyLevelsAsSambaTakesIsAnswered() throws IOException {
        try (Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(nested(2, 500));
            LDAPMessage answer = wire.read();
            while (answer.getProtocolOpType() != 0x65) {
                answer = wire.read();
            }
            assertThat(answer.getSearchResultDoneProtocolOp().getResultCode()).isZero();
        }
    }

    /** Reads the rootDSE by a filter of so many NOTs in each other. */
    private static byte[] nested(int messageId, int levels) {
        byte[] filter = HexFormat.of().parseHex("870b6f626a656374436c617373");
        for (int i = 0; i < levels; i++) {
            filter = element(0xa2, filter);
        }
        byte[] head = HexFormat.of().parseHex("04000a01000a0100020100020100010100");
        byte[] search =
                element(0x63, concat(concat(head, filter), HexFormat.of().parseHex("3000")));
        return element(0x30, concat(new byte[] {2, 1, (byte) messageId}, search));
    }

    @Test
    void filterOfAnUnknownKindIsRefusedBeforeADirectoryServerSeesIt() throws IOException {
        byte[] search = Messages.rootDse(1);
        search[indexOf(search, 0x87)] = (byte) 0xaf;
        try (Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(search);
            assertThat(wire.read().getSearchResultDoneProtocolOp().getResultCode())
                    .isEqualTo(PROTOCOL_ERROR);
            wire.send(Messages.rootDse(2));
            assertThat(wire.read().getMessageID()).isEqualTo(2);
        }
    }

    @Test
    void searchTooLargeForADirectoryServerIsAnswered() throws IOException {
        try (Wire wire = Wire.open(gateway.ldaps())) {
            wire.send(Messages.bind(1, Corp.ALICE_UPN, Corp.PASSWORD));
            wire.read();
            wire.send(Messages.search(
                    2,
                    "CN=" + "x".repeat(300_000),
                    com.unboundid.ldap.sdk.SearchScope.BASE,
                    com.unboundid.ldap.sdk.Filter.createPresenceFilter("cn")));
            assertThat(wire.read().getSearchResultDoneProtocolOp().getResultCode())
                    .isEqualTo(UNWILLING_TO_PERFORM);
            wire.send(Messages.findEntry(3, 1));
            assertThat(wire.read().getMessageID()).isEqualTo(3);
        }
    }

    @Test
    void requestLargerThanAllowedIsEnded() throws IOException {
        try (Wire wire = Wire.open(gateway.ldaps())) {
            // A bind of 256,001 bytes, of which no more need be sent.
            wire.sendHex("30 84 00 03 e8 01 02 01 01 60 84 00 03 e7 f8");
            assertThat(wire.readNotice().getResultCode()).isEqualTo(UNWILLING_TO_PERFORM);
            awaitLogLineNaming(wire);
        }
    }

    @Test
    void lengthOfTwoGigabytesIsEnded() throws IOException {
        try (Wire wire = Wire.open(gateway.ldaps())) {
            wire.sendHex("30 84 7f ff ff ff 02 01 01 60");
            assertThat(wire.readNotice().getResultCode()).isEqualTo(PROTOCOL_ERROR);
            awaitLogLineNaming(wire);
        }
    }

    @Test
    void byteAtATimeIsServed() throws IOException {
        for (Endpoint endpoint : new Endpoint[] {gateway.plain(), gateway.ldaps()}) {
            try (Wire wire = Wire.open(endpoint)) {
                for (byte one : Messages.bind(1, Corp.ALICE_UPN, Corp.PASSWORD)) {
                    wire.send(new byte[] {one});
                }
                assertThat(wire.read().getBindResponseProtocolOp().getResultCode())
                        .isZero();
            }
        }
    }

    @Test
    void plainLdapOnTheTlsPortIsEnded() throws IOException {
        try (Wire wire = Wire.tcp(gateway.ldaps())) {
            wire.send(Messages.bind(1, Corp.ALICE_UPN, Corp.PASSWORD));
            assertThat(wire.readNotice().getResultCode()).isEqualTo(CONFIDENTIALITY_REQUIRED);
            awaitLogLineNaming(wire);
        }
    }

    @Test
    void tlsOnAPlainPortIsEnded() throws IOException {
        for (Endpoint endpoint : new Endpoint[] {gateway.plain(), gateway.startTls(), gateway.optional()}) {
            try (Wire wire = Wire.tcp(endpoint)) {
                // The beginning of a ClientHello.
                wire.sendHex("16 03 01 00 c8 01 00 00 c4 03 03" + "5a".repeat(40));
                assertThat(wire.ends()).isTrue();
                awaitLogLineNaming(wire);
            }
        }
    }

    @Test
    void httpIsEndedOnEachPort() throws IOException {
        for (Endpoint endpoint : new Endpoint[] {gateway.plain(), gateway.startTls(), gateway.ldaps()}) {
            try (Wire wire = Wire.tcp(endpoint)) {
                wire.send("GET / HTTP/1.1\r\nHost: ldap.corp.example.com\r\n\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertThat(wire.ends()).isTrue();
                awaitLogLineNaming(wire);
            }
        }
    }

    @Test
    void requestBeforeTheRequiredStartTlsIsAnsweredAndMayBeMadeGood() throws IOException {
        try (Wire wire = Wire.tcp(gateway.startTls())) {
            wire.send(Messages.bind(1, Corp.ALICE_UPN, Corp.PASSWORD));
            assertThat(wire.read().getBindResponseProtocolOp().getResultCode()).isEqualTo(13);
            wire.send(Messages.findEntry(2, 1));
            assertThat(wire.read().getSearchResultDoneProtocolOp().getResultCode())
                    .isEqualTo(13);
            wire.send(Messages.startTls(3));
            assertThat(wire.read().getExtendedResponseProtocolOp().getResultCode())
                    .isZero();
            Wire secured = wire.handshake(gateway.startTls());
            secured.send(Messages.bind(4, Corp.ALICE_UPN, Corp.PASSWORD));
            assertThat(secured.read().getBindResponseProtocolOp().getResultCode())
                    .isZero();
        }
    }

    @Test
    void requestInjectedInClearBehindStartTlsIsNeverAnswered() throws IOException {
        for (Endpoint endpoint : new Endpoint[] {gateway.startTls(), gateway.optional()}) {
            try (Wire wire = Wire.tcp(endpoint)) {
                wire.send(concat(Messages.startTls(1), Messages.rootDse(2)));
                assertThat(wire.read().getMessageID()).isEqualTo(1);
                Wire secured = wire.handshake(endpoint);
                secured.send(Messages.rootDse(3));
                assertThat(secured.read().getMessageID()).isEqualTo(3);
            }
        }
    }

    @Test
    void secondStartTlsIsRefused() throws IOException {
        try (Wire wire = Wire.open(gateway.startTls())) {
            wire.send(Messages.startTls(5));
            assertThat(wire.read().getExtendedResponseProtocolOp().getResultCode())
                    .isEqualTo(1);
        }
    }

    /** Just one, but for those of clients that had the same port before. */
    private void awaitLogLineNaming(Wire wire) {
        String port = ":" + wire.localPort();
        List<String> found = new ArrayList<>();
        await("a log line that names the client " + port).untilAsserted(() -> {
            found.clear();
            gateway.log()
                    .lines()
                    .filter(line -> line.matches(".*" + port + "\\b.*") && !read.contains(line))
                    .forEach(found::add);
            assertThat(found).hasSize(1);
        });
        read.addAll(found);
    }

    private static int indexOf(byte[] bytes, int wanted) {
        int at = 0;
        while ((bytes[at] & 0xff) != wanted) {
            at++;
        }
        return at;
    }

    private static Arguments bytes(String what, String hex) {
        return Arguments.of(Named.of(what, HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    private static byte[] element(int tag, byte[] content) {
        byte[] head = HexFormat.of().parseHex("%02x83%06x".formatted(tag, content.length));
        return concat(head, content);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}

package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that go in the middle of any step, by the ways that TCP has: the gateway keeps nothing of them. */
@Needs({Needs.ROOT, Needs.SAMBA})
@ExtendWith(SharedServers.class)
class VanishingClientsIT {
    private static final byte[] BIND = Messages.bind(1, Corp.ALICE_UPN, Corp.PASSWORD);

    private final GatewayProcess gateway;
    private final Loopback loopback;

    VanishingClientsIT(GatewayProcess gateway, Loopback loopback) {
        this.gateway = gateway;
        this.loopback = loopback;
    }

    /** Brings a connection to a step, at which it will vanish. */
    @FunctionalInterface
    interface Step {
        Wire reach(GatewayProcess gateway) throws IOException;
    }

    static Stream<Arguments> steps() {
        return Stream.of(
                step("before a byte", gateway -> Wire.tcp(gateway.ldaps())),
                step("in the ClientHello", gateway -> {
                    Wire wire = Wire.tcp(gateway.ldaps());
                    wire.sendHex("16 03 01 00 c8 01 00 00 c4 03 03");
                    return wire;
                }),
                step("between StartTLS and the handshake", gateway -> {
                    Wire wire = Wire.tcp(gateway.startTls());
                    wire.send(Messages.startTls(1));
                    wire.read();
                    return wire;
                }),
                step("after the handshake", gateway -> Wire.open(gateway.ldaps())),
                step("in the middle of a request", gateway -> sent(gateway, Arrays.copyOf(BIND, BIND.length / 2))),
                step("while the bind is in flight", gateway -> sent(gateway, BIND)),
                step("bound and idle", VanishingClientsIT::bound),
                step("in the middle of a long answer", gateway -> {
                    Wire wire = bound(gateway);
                    wire.send(everything(2));
                    wire.read();
                    return wire;
                }));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void leaveNothingBehind(Step step) throws IOException {
        double before = open();
        for (int i = 0; i < 5; i++) {
            step.reach(gateway).reset();
            step.reach(gateway).close();
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(open()).isEqualTo(before));
    }

    @Test
    void halfClosedClientGetsItsAnswerAndThenTheEnd() throws IOException {
        try (Wire wire = Wire.tcp(gateway.plain())) {
            wire.send(BIND);
            wire.read();
            wire.send(everything(2));
            wire.halfClose();
            int entries = 0;
            LDAPMessage message = wire.read();
            for (; message.getProtocolOpType() == 0x64; message = wire.read()) {
                entries++;
            }
            assertThat(entries).isEqualTo(Corp.ENTRIES);
            assertThat(message.getSearchResultDoneProtocolOp().getResultCode()).isZero();
            assertThat(wire.ends()).isTrue();
        }
    }

    @Test
    void clientThatUnbindsIsClosedQuietly() throws IOException {
        try (Wire wire = bound(gateway)) {
            wire.sendHex("30 05 02 01 02 42 00");
            assertThat(wire.readOrEnd()).isNull();
        }
    }

    @Test
    void tlsRecordsCutAnywhereAreServed() throws Exception {
        for (int size : new int[] {1, 3, 17}) {
            try (TcpRelay relay = new TcpRelay(gateway.ldaps(), loopback)) {
                relay.cutIntoPiecesOf(size);
                // The certificate is for the gateway's own address, so its name is checked elsewhere.
                try (LDAPConnection connection = UnboundId.connectAnyName(relay.endpoint())) {
                    connection.bind(Corp.ALICE_UPN, Corp.PASSWORD);
                    assertThat(UnboundId.entry(connection, Corp.ALICE_DN, "mail")
                                    .getAttributeValue("mail"))
                            .isEqualTo("alice@example.com");
                }
            }
        }
    }

    private double open() {
        return gateway.metrics().sum("dirgate_sessions_open");
    }

    private static Wire sent(GatewayProcess gateway, byte[] bytes) throws IOException {
        Wire wire = Wire.open(gateway.ldaps());
        wire.send(bytes);
        return wire;
    }

    private static Wire bound(GatewayProcess gateway) throws IOException {
        Wire wire = sent(gateway, BIND);
        wire.read();
        return wire;
    }

    private static byte[] everything(int id) {
        return Messages.search(id, Corp.MANY, SearchScope.ONE, Filter.createPresenceFilter("cn"));
    }

    private static Arguments step(String what, Step step) {
        return Arguments.of(Named.of(what, step));
    }
}

package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a session when a bind fails or should never have been sent. */
@Needs({Needs.ROOT, Needs.SAMBA})
@ExtendWith(SharedServers.class)
class BindIT {
    private final GatewayProcess gateway;
    private final SambaController controller;

    BindIT(GatewayProcess gateway, SambaDomain domain) {
        this.gateway = gateway;
        controller = domain.first();
    }

    @Test
    void nameWithoutPasswordIsRefused() throws IOException {
        try (Wire wire = Wire.open(gateway.ldaps())) {
            BindResponseProtocolOp answer = bind(wire, 1, Corp.ALICE_UPN, "");
            assertThat(answer.getResultCode()).isEqualTo(53);
            assertThat(answer.getDiagnosticMessage()).containsIgnoringCase("password");
            assertThat(search(wire, 2)).isEqualTo(1);
        }
    }

    @Test
    void anonymousBindIsNotTakenForOneWithoutPassword() throws IOException {
        try (Wire wire = Wire.open(gateway.ldaps())) {
            assertThat(bind(wire, 1, "", "").getResultCode()).isZero();
        }
    }

    @Test
    void sambaKeepsTheOldIdentityAfterAFailedBind() throws IOException {
        try (Wire wire = Wire.open(controller.ldaps())) {
            bind(wire, 1, Corp.ALICE_UPN, Corp.PASSWORD);
            assertThat(bind(wire, 2, Corp.ALICE_UPN, "wrong").getResultCode()).isEqualTo(49);
            assertThat(search(wire, 3)).isZero();
        }
    }

    @Test
    void sessionIsAnonymousAfterAFailedBind() throws IOException {
        try (Wire wire = Wire.open(gateway.ldaps())) {
            assertThat(bind(wire, 1, Corp.ALICE_UPN, Corp.PASSWORD).getResultCode())
                    .isZero();
            assertThat(search(wire, 2)).isZero();
            BindResponseProtocolOp failed = bind(wire, 3, Corp.ALICE_UPN, "wrong");
            assertThat(failed.getResultCode()).isEqualTo(49);
            assertThat(failed.getDiagnosticMessage()).contains("AcceptSecurityContext error, data 52e");
            assertThat(search(wire, 4)).isEqualTo(1);
            assertThat(bind(wire, 5, Corp.ALICE_NT, Corp.PASSWORD).getResultCode())
                    .isZero();
            assertThat(search(wire, 6)).isZero();
        }
    }

    @Test
    void searchWhileBindingIsAnsweredAfterTheBind() throws IOException {
        try (Wire wire = Wire.open(gateway.startTls())) {
            wire.send(concat(Messages.bind(2, Corp.ALICE_UPN, Corp.PASSWORD), Messages.findEntry(3, 5)));
            assertThat(wire.read().getBindResponseProtocolOp().getResultCode()).isZero();
            assertThat(wire.read().getSearchResultEntryProtocolOp().getDN()).contains(Corp.entryName(5));
            assertThat(wire.read().getSearchResultDoneProtocolOp().getResultCode())
                    .isZero();
        }
    }

    private static BindResponseProtocolOp bind(Wire wire, int id, String name, String password) throws IOException {
        wire.send(Messages.bind(id, name, password));
        LDAPMessage answer = wire.read();
        assertThat(answer.getMessageID()).isEqualTo(id);
        return answer.getBindResponseProtocolOp();
    }

    /** A search that Samba lets nobody do without a bind; gives the result code. */
    private static int search(Wire wire, int id) throws IOException {
        wire.send(Messages.findEntry(id, 1));
        LDAPMessage answer = wire.read();
        while (answer.getProtocolOpType() == 0x64) {
            answer = wire.read();
        }
        return answer.getSearchResultDoneProtocolOp().getResultCode();
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}

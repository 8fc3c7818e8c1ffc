package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A password change over a server connection in clear, which the server refuses. */
@ExtendWith(NoLeaks.class)
class PasswordChangeTest {
    private static final String REMEDY = "set directory.transport to ldaps or startTls";

    @ParameterizedTest
    @ValueSource(
            strings = {"13 Password modification over LDAP must be over an encrypted connection", "53 0000001F: SvcErr"
            })
    void aRefusalForTheLackOfEncryptionIsExplainedInTheLog(String result) {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client(modify("unicodePwd"));
            dc1.send("2 modifyDone " + result);
            assertThat(session.said())
                    .anyMatch(line -> line.startsWith("WARN password change refused") && line.contains(REMEDY));
        }
    }

    @Test
    void aPasswordAgainstThePolicyIsNotTakenForOne() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client(modify("unicodePwd"));
            dc1.send("2 modifyDone 53 0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM)");
            assertThat(session.said()).noneMatch(line -> line.contains(REMEDY));
        }
    }

    @Test
    void anotherRefusedModifyIsNotTakenForOne() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client(modify("description"));
            dc1.send("2 modifyDone 53");
            assertThat(session.said()).noneMatch(line -> line.contains(REMEDY));
        }
    }

    private static byte[] modify(String attribute) {
        Modification other = new Modification(ModificationType.REPLACE, "displayName", "x");
        Modification change = new Modification(ModificationType.REPLACE, attribute, "secret");
        return new LDAPMessage(2, new ModifyRequestProtocolOp("cn=u1", List.of(other, change)))
                .encode()
                .encode();
    }
}

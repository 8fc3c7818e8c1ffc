package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.ldap.LdapText;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whom a session is taken for: only as whom a bind has proven it to be. */
@ExtendWith(NoLeaks.class)
class ProvenIdentityTest {
    @Test
    void aSimpleBindThatSucceededProvesItsName() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            assertThat(session.identity()).isEqualTo("cn=u1");
        }
    }

    @Test
    void theNameInASaslBindIsNotTheIdentity() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 sasl GSS-SPNEGO cn=administrator");
            session.accept().send("1 bindDone 0");
            assertThat(session.identity()).isEqualTo("GSS-SPNEGO");
        }
    }

    @Test
    void anAnonymousSaslBindProvesNothing() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 sasl ANONYMOUS cn=administrator");
            session.accept().send("1 bindDone 0");
            assertThat(session.identity()).isNull();
        }
    }

    @Test
    void aPasswordWithoutANameProvesNothing() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind - secret");
            session.accept().send("1 bindDone 0");
            assertThat(session.identity()).isNull();
        }
    }

    @Test
    void sicilysFirstStepsProveNothingAlthoughTheyAreAnsweredWithSuccess() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client(sicily(1, 0x89));
            Peer dc1 = session.accept();
            dc1.send("1 bindDone 0");
            assertThat(session.identity()).isNull();

            session.client(sicily(2, 0x8a));
            dc1.send("2 bindDone 0");
            assertThat(session.identity()).isNull();

            session.client(sicily(3, 0x8b));
            dc1.send("3 bindDone 0");
            assertThat(session.identity()).isEqualTo("Sicily");
        }
    }

    @Test
    void aSicilyStepMayNotSendWhatOnlyBoundClientsMay() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client(sicily(1, 0x8a));
            session.accept().send("1 bindDone 0");
            session.answers();
            session.client("2 modify cn=" + "x".repeat(300_000));
            assertThat(session.answers()).containsExactly("0 notice 53");
        }
    }

    /** A bind as {@code cn=administrator} with this authentication choice. */
    private static byte[] sicily(int messageId, int choice) {
        byte[] bind = LdapText.encode(messageId + " bind cn=administrator token");
        bind[bind.length - "token".length() - 2] = (byte) choice;
        return bind;
    }

    @Test
    void aSuccessThatTheClientHasHeardCountsAlthoughTheServerIsLostInTheSameRead() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret");
            session.accept().send(brokenBehind("1 bindDone 0"));
            assertThat(session.answers()).containsExactly("1 bindDone 0");
            assertThat(session.identity()).isEqualTo("cn=u1");
        }
    }

    @Test
    void anAnswerToOneBindIsNotTakenForTheAnswerToTheNext() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret");
            session.accept().send(brokenBehind("1 bindDone 0"));
            session.client("2 bind cn=u2 wrong");
            session.accept().sendInPart("2 bindDone 49");
            assertThat(session.identity()).isNull();
        }
    }

    /** The message, and behind it what is not LDAP. */
    private static byte[] brokenBehind(String line) {
        byte[] message = LdapText.encode(line);
        return Arrays.copyOf(message, message.length + 1);
    }
}

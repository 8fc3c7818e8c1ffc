package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.ldap.LdapText;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of the requests before one that is none, and of those behind it. */
@ExtendWith(NoLeaks.class)
class ProtocolErrorTest {
    @Test
    void aWriteBeforeAStrayByteIsAnsweredBeforeTheEnd() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client(withStrayByte("2 modify cn=a"));
            assertThat(dc1.received()).containsExactly("2 modify cn=a");
            assertThat(session.answers()).isEmpty();

            dc1.send("2 modifyDone 0");
            assertThat(session.answers()).containsExactly("2 modifyDone 0", "0 notice 2");
            assertThat(session.logged()).containsExactly("2 modify 0");
        }
    }

    @Test
    void nothingBehindAStrayByteIsRead() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client(withStrayByte("2 modify cn=a"));
            session.client("3 modify cn=b");
            dc1.send("2 modifyDone 0");
            assertThat(session.answers()).containsExactly("2 modifyDone 0", "0 notice 2");
            assertThat(dc1.received()).doesNotContain("3 modify cn=b");
        }
    }

    @Test
    void requestsThatWaitForABindAreAnsweredBeforeTheEnd() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client(join(LdapText.encode("1 bind cn=u1 secret"), withStrayByte("2 modify cn=a")));
            Peer dc1 = session.accept();
            dc1.send("1 bindDone 0");
            dc1.send("2 modifyDone 0");
            assertThat(session.answers()).containsExactly("1 bindDone 0", "2 modifyDone 0", "0 notice 2");
        }
    }

    @Test
    void anAnswerIsWaitedForFiveSecondsAtMost() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            session.client(withStrayByte("2 modify cn=a"));
            session.pass(Duration.ofMillis(4750));
            assertThat(session.answers()).isEmpty();
            session.pass(Duration.ofMillis(500));
            assertThat(session.answers()).containsExactly("0 notice 2");
        }
    }

    @Test
    void aChangeNotificationDoesNotDelayTheEnd() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            session.client("2 notify dc=x");
            session.client(new byte[] {0});
            assertThat(session.answers()).containsExactly("0 notice 2");
        }
    }

    @Test
    void requestsBehindAMalformedOneAreNotCarriedOut() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            byte[] malformed = LdapText.encode("3 search dc=x");
            // The search base is no octet string.
            malformed[indexOf(malformed, 0x04)] = 0x05;
            session.client(join(join(LdapText.encode("2 modify cn=a"), malformed), LdapText.encode("4 modify cn=b")));
            assertThat(dc1.received()).containsExactly("2 modify cn=a");
            dc1.send("2 modifyDone 0");
            assertThat(session.answers()).containsExactly("2 modifyDone 0", "0 notice 2");
        }
    }

    @Test
    void aFilterOfAnUnknownKindIsRefusedAndTheSessionGoesOn() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            byte[] unknown = LdapText.encode("3 search dc=x");
            unknown[indexOf(unknown, 0xa3)] = (byte) 0xaf;
            session.client(join(unknown, LdapText.encode("4 modify cn=b")));
            assertThat(dc1.received()).containsExactly("4 modify cn=b");
            assertThat(session.answers()).containsExactly("3 searchDone 2");
            assertThat(session.logged()).containsExactly("3 search 2");
            assertThat(session.memoryHeld()).isPositive();
            dc1.send("4 modifyDone 0");
            assertThat(session.answers()).containsExactly("4 modifyDone 0");
            assertThat(session.memoryHeld()).isZero();
        }
    }

    private static byte[] withStrayByte(String request) {
        return join(LdapText.encode(request), new byte[] {0});
    }

    private static int indexOf(byte[] bytes, int wanted) {
        int at = 0;
        while ((bytes[at] & 0xff) != wanted) {
            at++;
        }
        return at;
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}

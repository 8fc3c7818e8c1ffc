package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.config.StartTls;
import io.dirgate.proxy.ldap.LdapText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every request that arrived has one line in the access log, those too that never had their turn. */
@ExtendWith(NoLeaks.class)
class EveryRequestIsLoggedTest {
    @Test
    void requestThatIsAbandonedWhileItWaits() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret", "2 search dc=x", "3 search dc=y", "4 abandon 2");
            assertThat(session.logged()).containsExactly("2 search -1");
            Peer dc1 = session.accept();
            dc1.send("1 bindDone 0");
            assertThat(dc1.received()).containsExactly("1 bind cn=u1 secret", "3 search dc=y");
            dc1.send("3 searchDone 0");
            assertThat(session.logged()).containsExactly("1 bind 0", "3 search 0");
            assertThat(session.memoryHeld()).isZero();
        }
    }

    @Test
    void requestsThatWaitForStartTlsBehindABind() {
        try (SessionHarness session =
                SessionHarness.setup().startTls(StartTls.OPTIONAL).open()) {
            session.client("1 bind cn=u1 secret", "2 startTls", "3 search dc=x");
            session.accept().send("1 bindDone 0");
            assertThat(session.logged()).containsExactly("1 bind 0", "2 extended 0", "3 search -1");
        }
    }

    @Test
    void bindThatTheGatewayHasNoMemoryFor() {
        try (SessionHarness session = SessionHarness.setup()
                .limits("{ requestMemory: 1MiB, requestSize: 500KiB, anonymousRequestSize: 500KiB }")
                .open()) {
            session.client(
                    "1 delete cn=" + "x".repeat(450_000),
                    "2 delete cn=" + "x".repeat(450_000),
                    "3 bind cn=" + "u".repeat(450_000) + " secret");
            assertThat(session.logged()).containsExactly("2 delete 51", "3 bind -1");
            session.accept().send("1 deleteDone 0");
            assertThat(session.endedFor()).isEqualTo("overloaded");
            assertThat(session.memoryHeld()).isZero();
        }
    }

    @Test
    void requestsThatWaitWhenTheClientIsGone() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret", "2 search dc=x", "3 search dc=y");
            session.hangUp();
            assertThat(session.logged()).containsExactly("1 bind -1", "2 search -1", "3 search -1");
            assertThat(session.memoryHeld()).isZero();
        }
    }

    @Test
    void requestWhoseAbandonFindsTheServerLost() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind().breakUnnoticed();
            session.client(modify(2, 4096), modify(3, 4096), "4 abandon 3");
            assertThat(session.logged()).containsExactly("3 modify -1", "2 modify 52");
            assertThat(session.answers()).containsExactly("2 modifyDone 52");
            assertThat(session.endedFor()).isNull();
        }
    }

    @Test
    void requestThatFindsTheServerLostByWhatIsWrittenBeforeIt() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind().breakUnnoticed();
            session.client(modify(2, 4096), modify(3, 5000));
            assertThat(session.logged()).containsExactly("2 modify 52", "3 modify 52");
            assertThat(session.endedFor()).isNull();
        }
    }

    /** Requests of up to 4,096 bytes are gathered, and written once there are 8,192 of them or a larger one follows. */
    private static String modify(int id, int bytes) {
        int others = LdapText.encode(id + " modify cn=" + "x".repeat(1000)).length - 1000;
        return id + " modify cn=" + "x".repeat(bytes - others);
    }
}

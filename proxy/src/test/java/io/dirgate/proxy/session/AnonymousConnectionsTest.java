package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.upstream.AnonymousConnections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that have not bound cannot take all connections to the directory servers. */
@ExtendWith(NoLeaks.class)
class AnonymousConnectionsTest {
    private final AnonymousConnections one = new AnonymousConnections(1);

    @Test
    void aRequestThatNeedsOneMoreIsToldBusyAndItsSessionLivesOn() {
        try (SessionHarness first = open();
                SessionHarness second = open()) {
            search(first);

            assertRefused(second);
            assertThat(second.diagnostics()).singleElement().asString().contains("limits.anonymousConnections");
            assertThat(second.isClosed()).isFalse();
            first.hangUp();
            search(second);
        }
    }

    @Test
    void aConnectionThatIsStillBeingMadeCounts() {
        try (SessionHarness first = open();
                SessionHarness second = open()) {
            first.client("1 search dc=example (cn=a)");

            assertRefused(second);
        }
    }

    @Test
    void aBindIsLetThroughWhateverTheOthersHold() {
        try (SessionHarness first = open();
                SessionHarness second = open()) {
            search(first);
            Peer server = second.bind();
            second.client("2 search dc=example (cn=a)");
            server.send("2 searchDone 0");

            assertThat(second.answers()).containsExactly("2 searchDone 0");
        }
    }

    @Test
    void aSessionThatBindsCountsNoLonger() {
        try (SessionHarness first = open();
                SessionHarness second = open()) {
            Peer server = search(first);
            first.client("2 bind cn=u1 secret");
            server.send("2 bindDone 0");

            search(second);
        }
    }

    @Test
    void aSessionWhoseBindFailsCountsNoLonger() {
        try (SessionHarness first = open();
                SessionHarness second = open()) {
            Peer server = search(first);
            first.client("2 bind cn=u1 wrong");
            server.send("2 bindDone 49");

            search(second);
        }
    }

    @Test
    void anAnonymousBindDoesNotHoldAConnectionBeyondTheLimit() {
        try (SessionHarness first = open();
                SessionHarness second = open()) {
            search(first);
            second.client("1 bind");
            second.accept().send("1 bindDone 0");

            assertThat(second.answers()).containsExactly("1 bindDone 0");
            assertRefused(second);
        }
    }

    @Test
    void aSessionThatLosesItsServerKeepsItsPlace() {
        try (SessionHarness first = open();
                SessionHarness second = open()) {
            first.client("1 search dc=example (cn=a)");
            first.accept().hangUp();
            first.accept().send("1 searchDone 0");

            assertThat(first.answers()).containsExactly("1 searchDone 0");
            assertRefused(second);
            first.hangUp();
            search(second);
        }
    }

    private SessionHarness open() {
        return SessionHarness.setup().anonymous(one).open();
    }

    private static Peer search(SessionHarness harness) {
        harness.client("1 search dc=example (cn=a)");
        Peer server = harness.accept();
        server.send("1 searchDone 0");
        assertThat(harness.answers()).containsExactly("1 searchDone 0");
        return server;
    }

    private static void assertRefused(SessionHarness harness) {
        harness.client("9 search dc=example (cn=a)");

        assertThat(harness.answers()).containsExactly("9 searchDone 51");
        assertThat(harness.wantsNoConnection()).isTrue();
    }
}

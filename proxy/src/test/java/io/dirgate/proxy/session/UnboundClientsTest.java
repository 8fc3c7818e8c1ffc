package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a client that has not bound may not do. */
@ExtendWith(NoLeaks.class)
class UnboundClientsTest {
    private static final String LIMITS = "{ anonymousIdleTimeout: 60s, idleTimeout: 15m }";

    @Test
    void aClientThatHasNotBoundIsIdleAfterAMinute() {
        try (SessionHarness harness = SessionHarness.setup().limits(LIMITS).open()) {
            harness.client("1 search dc=example (cn=a)");
            Peer server = harness.accept();
            server.send("1 searchDone 0");

            harness.pass(Duration.ofSeconds(59));
            assertThat(harness.isClosed()).isFalse();
            harness.pass(Duration.ofSeconds(3));
            assertThat(harness.said()).anyMatch(line -> line.contains("limits.anonymousIdleTimeout"));
        }
    }

    @Test
    void aBoundClientIsNot() {
        try (SessionHarness harness = SessionHarness.setup().limits(LIMITS).open()) {
            harness.bind();
            harness.pass(Duration.ofMinutes(14));

            assertThat(harness.isClosed()).isFalse();
        }
    }

    @Test
    void aBoundClientThatBecomesAnonymousIsAgain() {
        try (SessionHarness harness = SessionHarness.setup().limits(LIMITS).open()) {
            Peer server = harness.bind();
            harness.pass(Duration.ofMinutes(2));
            harness.client("2 bind cn=u1 wrong");
            server.send("2 bindDone 49");
            harness.pass(Duration.ofSeconds(62));

            assertThat(harness.isClosed()).isTrue();
        }
    }
}

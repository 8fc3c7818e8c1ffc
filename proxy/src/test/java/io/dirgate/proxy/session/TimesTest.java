package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.ldap.LdapText;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The times that a client may take, and what a reload makes of those that run. */
@ExtendWith(NoLeaks.class)
class TimesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final byte[] MODIFY = LdapText.encode("2 modify cn=a");

    @Test
    void aRequestThatDoesNotArriveWholeEndsTheSession() {
        try (SessionHarness session =
                SessionHarness.setup().limits("{ requestTimeout: 5s }").open()) {
            session.bind();
            session.client(firstHalf());
            session.pass(Duration.ofMillis(4750));
            assertThat(session.endedFor()).isNull();
            session.pass(SECOND);
            assertThat(session.endedFor()).isEqualTo("requestTimeout");
            assertThat(session.answers()).containsExactly("0 notice 52");
        }
    }

    @Test
    void aRequestThatArrivesWholeInTimeIsServed() {
        try (SessionHarness session =
                SessionHarness.setup().limits("{ requestTimeout: 5s }").open()) {
            Peer dc1 = session.bind();
            session.client(firstHalf());
            session.pass(SECOND.multipliedBy(4));
            session.client(secondHalf());
            session.pass(SECOND.multipliedBy(4));
            assertThat(dc1.received()).containsExactly("2 modify cn=a");
            assertThat(session.endedFor()).isNull();
        }
    }

    @Test
    void eachRequestHasAllOfTheTime() {
        try (SessionHarness session =
                SessionHarness.setup().limits("{ requestTimeout: 5s }").open()) {
            Peer dc1 = session.bind();
            session.client(firstHalf());
            session.pass(SECOND.multipliedBy(4));
            session.client(secondHalf());
            dc1.send("2 modifyDone 0");
            session.client(firstHalf());
            session.pass(SECOND.multipliedBy(4));
            assertThat(session.endedFor()).isNull();
            session.pass(SECOND.multipliedBy(2));
            assertThat(session.endedFor()).isEqualTo("requestTimeout");
        }
    }

    @Test
    void aRequestThatTheGatewayDoesNotReadIsNotLate() {
        try (SessionHarness session =
                SessionHarness.setup().limits("{ requestTimeout: 5s }").open()) {
            session.bind();
            session.client(firstHalf());
            session.clientTakes(false);
            assertThat(session.isRead()).isFalse();
            session.pass(SECOND.multipliedBy(12));
            assertThat(session.endedFor()).isNull();
        }
    }

    @Test
    void aReloadChangesTheTimesThatRun() {
        try (SessionHarness session = SessionHarness.setup()
                .limits("{ requestTimeout: 60s, firstRequestTimeout: 60s }")
                .open()) {
            session.pass(SECOND);
            session.client(firstHalf());
            session.reloadLimits("{ requestTimeout: 5s, firstRequestTimeout: 50s }");
            session.pass(SECOND.multipliedBy(5));
            assertThat(session.endedFor()).isEqualTo("requestTimeout");
        }
        try (SessionHarness session =
                SessionHarness.setup().limits("{ firstRequestTimeout: 60s }").open()) {
            session.pass(SECOND.multipliedBy(10));
            session.reloadLimits("{ firstRequestTimeout: 5s }");
            session.pass(SECOND);
            assertThat(session.endedFor()).isEqualTo("firstRequestTimeout");
        }
    }

    @Test
    void aSecuredClientsRequestMayBeAsLargeAsAStrangersAfterAReload() {
        try (SessionHarness session = SessionHarness.setup().tlsFirst().open()) {
            session.secure();
            session.reloadLimits("{ anonymousRequestSize: 32KiB }");
            session.client("1 search dc=" + "x".repeat(40_000));
            assertThat(session.endedFor()).isEqualTo("requestRefused");
        }
    }

    @Test
    void aClientThatTakesNothingIsStuckAfterAQuarterOfAnHour() {
        try (SessionHarness session = SessionHarness.bound()) {
            session.clientTakes(false);
            session.pass(Duration.ofMinutes(14));
            assertThat(session.endedFor()).isNull();
            session.pass(Duration.ofMinutes(16));
            assertThat(session.endedFor()).isEqualTo("clientStuck");
        }
    }

    @Test
    void aClientThatTakesAgainIsNotStuck() {
        try (SessionHarness session = SessionHarness.bound()) {
            session.clientTakes(false);
            session.pass(Duration.ofMinutes(14));
            session.clientTakes(true);
            session.pass(Duration.ofMinutes(16));
            assertThat(session.endedFor()).isNull();
        }
    }

    private static byte[] firstHalf() {
        return Arrays.copyOf(MODIFY, MODIFY.length / 2);
    }

    private static byte[] secondHalf() {
        return Arrays.copyOfRange(MODIFY, MODIFY.length / 2, MODIFY.length);
    }
}

package io.dirgate.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dirgate.proxy.backend.ServerHealth.State;
import io.dirgate.proxy.config.HealthConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerHealthTest {
    private static final int FALL = 3;
    private static final int RISE = 2;
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

    private final ServerHealth health = health(Duration.ofHours(1));

    @Test
    void isNotTrustedBeforeItsFirstProbe() {
        assertThat(health.state()).isEqualTo(State.UNKNOWN);
        assertThat(health.isServing()).isFalse();
        assertThat(health.reason()).isEqualTo("not probed yet");
    }

    @Test
    void oneGoodProbeBringsAnUnknownServerUpWithItsFullShare() {
        assertThat(health.succeeded()).isTrue();
        assertThat(health.succeeded()).isFalse();

        assertThat(health.state()).isEqualTo(State.UP);
        assertThat(health.isServing()).isTrue();
        assertThat(health.share()).isEqualTo(1);
        assertThat(health.reason()).isEmpty();
    }

    @Test
    void failuresInARowTakeItOutOnce() {
        health.succeeded();
        assertThat(health.failed("first")).isFalse();
        assertThat(health.failed("second")).isFalse();
        assertThat(health.isServing()).isTrue();
        assertThat(health.failed("third")).isTrue();
        assertThat(health.state()).isEqualTo(State.DOWN);
        assertThat(health.isServing()).isFalse();
        assertThat(health.reason()).isEqualTo("third");

        assertThat(health.failed("fourth")).isFalse();
        assertThat(health.reason()).isEqualTo("fourth");
    }

    @Test
    void aServerThatNeverAnsweredFallsToo() {
        assertThat(fallOf(health)).isTrue();
        assertThat(health.state()).isEqualTo(State.DOWN);
    }

    @Test
    void aSuccessBetweenForgivesFailures() {
        health.succeeded();
        health.failed("first");
        health.failed("second");
        health.succeeded();
        health.failed("first again");
        health.failed("second again");

        assertThat(health.state()).isEqualTo(State.UP);
    }

    @Test
    void successesInARowBringItBackSlowly() {
        fallOf(health);
        assertThat(health.succeeded()).isFalse();
        assertThat(health.failed("relapse")).isFalse();
        assertThat(health.succeeded()).isFalse();
        assertThat(health.state()).isEqualTo(State.DOWN);
        assertThat(health.succeeded()).isTrue();

        assertThat(health.state()).isEqualTo(State.SLOW_START);
        assertThat(health.isServing()).isTrue();
        assertThat(health.reason()).isEmpty();
        assertThat(health.share()).isEqualTo(0.1);
    }

    @Test
    void aServerInSlowStartCanFallAgain() {
        fallOf(health);
        riseOf(health);

        assertThat(fallOf(health)).isTrue();
        assertThat(health.state()).isEqualTo(State.DOWN);
    }

    @Test
    void itsShareGrowsUntilItIsUp() {
        ServerHealth quick = health(Duration.ofMillis(200));
        fallOf(quick);
        riseOf(quick);

        await().until(() -> quick.share() > 0.5);
        await().until(() -> quick.state() == State.UP);
        assertThat(quick.share()).isEqualTo(1);
    }

    @Test
    void withoutSlowStartItIsUpAtOnce() {
        ServerHealth sudden = health(Duration.ZERO);
        fallOf(sudden);
        riseOf(sudden);

        assertThat(sudden.state()).isEqualTo(State.UP);
        assertThat(sudden.share()).isEqualTo(1);
    }

    @Test
    void aFailedServersProbesGrowApartUpToTheCap() {
        health.succeeded();
        assertThat(health.untilNextProbe()).isEqualTo(INTERVAL);
        health.failed("a");
        health.failed("b");
        assertThat(health.untilNextProbe()).isEqualTo(INTERVAL);
        health.failed("c");
        assertThat(health.untilNextProbe()).isEqualTo(INTERVAL);
        for (int seconds = 4; seconds <= 16; seconds *= 2) {
            health.failed("d");
            assertThat(health.untilNextProbe()).isEqualTo(Duration.ofSeconds(seconds));
        }
        for (int i = 0; i < 100; i++) {
            health.failed("e");
            assertThat(health.untilNextProbe()).isEqualTo(MAX_BACKOFF);
        }
    }

    @Test
    void aServerThatJoinsOthersStartsSlowly() {
        ServerHealth late = new ServerHealth(
                new HealthConfig(
                        INTERVAL,
                        Duration.ofSeconds(3),
                        FALL,
                        RISE,
                        MAX_BACKOFF,
                        Duration.ofHours(1),
                        Duration.ofMinutes(5)),
                true);

        assertThat(late.succeeded()).isTrue();
        assertThat(late.state()).isEqualTo(ServerHealth.State.SLOW_START);
        assertThat(late.isServing()).isTrue();
        assertThat(late.share()).isLessThan(0.2);
    }

    @Test
    void aServerOnItsWayBackIsAskedAtTheUsualPace() {
        fallOf(health);
        health.failed("d");
        health.failed("e");
        assertThat(health.untilNextProbe()).isGreaterThan(INTERVAL);

        health.succeeded();
        assertThat(health.untilNextProbe()).isEqualTo(INTERVAL);
    }

    @Test
    void aSuspicionGivesItASmallShareAndTakesItNeverOut() {
        health.succeeded();
        for (int i = 0; i < 10 * FALL; i++) {
            assertThat(health.suspected("it is busy")).isEqualTo(i == 0);
        }

        assertThat(health.state()).isEqualTo(State.SLOW_START);
        assertThat(health.share()).isEqualTo(0.1);
        assertThat(health.isServing()).isTrue();
        assertThat(health.reason()).isEqualTo("it is busy");
    }

    @Test
    void aSuspicionAfterSlowStartBeginsItAnew() {
        ServerHealth quick = health(Duration.ofMillis(200));
        quick.succeeded();
        assertThat(quick.suspected("it is busy")).isTrue();
        await().until(() -> quick.state() == State.UP);
        assertThat(quick.reason()).isEmpty();

        assertThat(quick.suspected("it is busy again")).isTrue();
        assertThat(quick.share()).isLessThan(1);
    }

    @Test
    void suspicionsDoNotBringUpAServerThatIsDownOrUnknown() {
        assertThat(health.suspected("it is busy")).isFalse();
        assertThat(health.state()).isEqualTo(State.UNKNOWN);
        fallOf(health);
        assertThat(health.suspected("it is busy")).isFalse();
        assertThat(health.state()).isEqualTo(State.DOWN);
        assertThat(health.reason()).isEqualTo("it is down");
    }

    @Test
    void aSuspectedServersFailedProbesFollowQuicklyUntilItIsOut() {
        health.succeeded();
        health.suspected("it is busy");
        assertThat(health.untilNextProbe()).isEqualTo(INTERVAL);
        health.failed("first");
        assertThat(health.untilNextProbe()).isEqualTo(INTERVAL.dividedBy(4));
        health.succeeded();
        health.failed("first again");
        assertThat(health.untilNextProbe()).isEqualTo(INTERVAL);
        health.suspected("it is busy");
        health.failed("second");
        assertThat(health.untilNextProbe()).isEqualTo(INTERVAL.dividedBy(4));
        health.failed("third");
        assertThat(health.state()).isEqualTo(State.DOWN);
        assertThat(health.untilNextProbe()).isEqualTo(INTERVAL);
    }

    static ServerHealth health(Duration slowStart) {
        return new ServerHealth(new HealthConfig(
                INTERVAL, Duration.ofSeconds(3), FALL, RISE, MAX_BACKOFF, slowStart, Duration.ofMinutes(5)));
    }

    /** @return true if the last of the failures took the server out */
    static boolean fallOf(ServerHealth health) {
        boolean fell = false;
        for (int i = 0; i < FALL; i++) {
            fell = health.failed("it is down");
        }
        return fell;
    }

    static void riseOf(ServerHealth health) {
        for (int i = 0; i < RISE; i++) {
            health.succeeded();
        }
    }
}

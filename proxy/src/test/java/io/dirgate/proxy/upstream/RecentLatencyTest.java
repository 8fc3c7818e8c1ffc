package io.dirgate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.ldap.LdapOp;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecentLatencyTest {
    private final RecentLatency latency = new RecentLatency();

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(latency.p99(LdapOp.SEARCH)).isZero();
    }

    @Test
    void oneOfAHundredSlowOnesDoesNotCountTwoDo() {
        record(LdapOp.SEARCH, 99, 1);
        record(LdapOp.SEARCH, 1, 3000);
        assertThat(seconds(LdapOp.SEARCH)).isLessThan(0.2);
        record(LdapOp.SEARCH, 1, 3000);
        assertThat(seconds(LdapOp.SEARCH)).isBetween(3.0, 6.0);
    }

    @Test
    void eachKindHasItsOwn() {
        record(LdapOp.MODIFY, 10, 3000);
        record(LdapOp.SEARCH, 10, 1);
        assertThat(seconds(LdapOp.MODIFY)).isBetween(3.0, 6.0);
        assertThat(seconds(LdapOp.SEARCH)).isLessThan(0.2);
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        record(LdapOp.SEARCH, 500, 3000);
        record(LdapOp.SEARCH, 20_000, 1);
        assertThat(seconds(LdapOp.SEARCH)).isLessThan(0.2);
    }

    @Test
    void evenTheLongestIsCounted() {
        record(LdapOp.SEARCH, 1, Long.MAX_VALUE / 2_000_000);
        assertThat(seconds(LdapOp.SEARCH)).isGreaterThan(1000);
    }

    private void record(LdapOp op, int times, long millis) {
        for (int i = 0; i < times; i++) {
            latency.record(op, TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    private double seconds(LdapOp op) {
        return latency.p99(op) / 1e9;
    }
}

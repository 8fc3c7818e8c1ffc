package io.dirgate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StaleCredentialsTest {
    private static final BindRefusal WRONG = new BindRefusal(49, "data 52e");

    private long now = -5;
    private final StaleCredentials stale = new StaleCredentials(() -> now);

    @Test
    void refusedCredentialIsKnownForAnHour() {
        stale.add(new CredentialKey(1, 1), WRONG);
        now += Duration.ofMinutes(59).toNanos();
        assertThat(stale.refusal(new CredentialKey(1, 1))).isEqualTo(WRONG);
        assertThat(stale.refusal(new CredentialKey(1, 2))).isNull();
        assertThat(stale.isEmpty()).isFalse();

        now += Duration.ofMinutes(2).toNanos();
        assertThat(stale.refusal(new CredentialKey(1, 1))).isNull();
        assertThat(stale.isEmpty()).isTrue();
    }

    @Test
    void tableIsBoundedAndTheOldestGoesFirst() {
        for (int i = 0; i <= 10_000; i++) {
            stale.add(new CredentialKey(0, i), WRONG);
        }
        assertThat(stale.refusal(new CredentialKey(0, 0))).isNull();
        assertThat(stale.refusal(new CredentialKey(0, 1))).isEqualTo(WRONG);
    }
}

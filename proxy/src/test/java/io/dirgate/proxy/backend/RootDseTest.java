package io.dirgate.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RootDseTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void aServersWordCannotWriteALineOrMoveACursor() {
        RootDse claimed = RootDse.of(Map.of(
                "defaultnamingcontext", "DC=x\n2026-01-01 INFO forged\u001b[2J\u009b\u202e", "currenttime", "x\r\n"));

        assertThat(claimed.defaultNamingContext()).isEqualTo("DC=x?2026-01-01 INFO forged?[2J??");
        assertThat(claimed.currentTime()).isEqualTo("x??");
        assertThat(RootDse.of(Map.of("defaultnamingcontext", "x".repeat(1_000_000)))
                        .defaultNamingContext())
                .hasSize(1024);
    }

    @Test
    void whatIsAbsentIsNotHeldAgainstAServer() {
        assertThat(faultOf(Map.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"20260301120000.0Z", "20260301120000Z", "20260301115500.0Z", "20260301120500.0Z"})
    void aClockWithinTheLimitIsFine(String time) {
        assertThat(faultOf(Map.of("currenttime", time, "issynchronized", "TRUE")))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "20260301115459.0Z, 'its clock is 301 s off, more than directory.health.maxClockSkew'",
        "20260301130000.0Z, 'its clock is 3600 s off, more than directory.health.maxClockSkew'",
        "yesterday, currentTime yesterday is not a valid time",
        "20261301120000.0Z, currentTime 20261301120000.0Z is not a valid time",
        "'', currentTime  is not a valid time",
    })
    void aClockThatIsOffOrUnreadableIsAFault(String time, String fault) {
        assertThat(faultOf(Map.of("currenttime", time))).hasToString(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FALSE", "false"})
    void aServerThatIsNotSynchronizedIsAtFault(String synchronised) {
        assertThat(faultOf(Map.of("issynchronized", synchronised, "currenttime", "yesterday")))
                .startsWith("isSynchronized is FALSE");
    }

    @Test
    void keepsWhatTheServerIsCalled() {
        RootDse rootDse = RootDse.of(Map.of("defaultnamingcontext", "dc=a", "dnshostname", "dc1.a"));

        assertThat(rootDse.defaultNamingContext()).isEqualTo("dc=a");
        assertThat(rootDse.dnsHostName()).isEqualTo("dc1.a");
    }

    private static @Nullable String faultOf(Map<String, String> values) {
        return RootDse.of(values).fault(NOW, Duration.ofMinutes(5));
    }
}

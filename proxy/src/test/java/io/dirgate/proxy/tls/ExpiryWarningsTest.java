package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dirgate.proxy.observe.ServedCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ExpiryWarningsTest {
    private static final Instant END = Instant.parse("2030-06-01T00:00:00Z");

    private final Logger log = (Logger) LoggerFactory.getLogger(ExpiryWarnings.class);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final ExpiryWarnings warnings = new ExpiryWarnings();

    @BeforeEach
    void listen() {
        written.start();
        log.addAppender(written);
    }

    @AfterEach
    void stop() {
        log.detachAppender(written);
    }

    private static ServedCertificate until(Instant end) {
        return lasting(Duration.ofDays(365), end);
    }

    private static ServedCertificate lasting(Duration life, Instant end) {
        return new ServedCertificate(
                "server.crt", "CN=ldap", List.of("ldap.corp.example.com"), "EC", end.minus(life), end);
    }

    /** Looks each hour; returns the days left at which something was written. */
    private List<Long> warnedFrom(Instant from, Instant to) {
        return warnedFrom(Duration.ofDays(365), from, to).stream()
                .map(left -> Math.floorDiv(left.toSeconds(), 86_400L))
                .toList();
    }

    /** Looks each hour; returns the times left at which something was written of a certificate of this life. */
    private List<Duration> warnedFrom(Duration life, Instant from, Instant to) {
        List<Duration> left = new ArrayList<>();
        for (Instant now = from; now.isBefore(to); now = now.plus(Duration.ofHours(1))) {
            warnings.look(List.of(lasting(life, END)), now);
            for (ILoggingEvent event : written.list) {
                left.add(Duration.between(now, END));
                assertThat(event.getLevel().toString()).isEqualTo(now.isAfter(END) ? "ERROR" : "WARN");
            }
            written.list.clear();
        }
        return left;
    }

    @Test
    void eachNumberOfDaysIsWarnedOfOnceAndThenEachDayAfterTheEnd() {
        assertThat(warnedFrom(END.minus(Duration.ofDays(90)), END.plus(Duration.ofDays(2))))
                .containsExactly(30L, 14L, 7L, 3L, 1L, -1L, -2L);
    }

    @Test
    void aShortLifeIsWarnedOfWhenAThirdOfItIsLeft() {
        assertThat(warnedFrom(Duration.ofDays(6), END.minus(Duration.ofDays(6)), END))
                .containsExactly(Duration.ofDays(2), Duration.ofDays(1));
    }

    @Test
    void aDaysLifeIsWarnedOfOnceBeforeItsEnd() {
        assertThat(warnedFrom(Duration.ofHours(24), END.minus(Duration.ofHours(24)), END))
                .containsExactly(Duration.ofHours(8));
    }

    @Test
    void aStartShortlyBeforeTheEndIsWarnedOfAtOnce() {
        assertThat(warnedFrom(END.minus(Duration.ofDays(5)), END.minus(Duration.ofDays(4))))
                .containsExactly(5L);
    }

    @Test
    void aRenewedCertificateIsWarnedOfAnewAtItsOwnEnd() {
        warnings.look(List.of(until(END)), END.minus(Duration.ofDays(20)));
        Instant next = END.plus(Duration.ofDays(90));
        warnings.look(List.of(until(next)), END.minus(Duration.ofDays(19)));
        assertThat(written.list).hasSize(1);

        warnings.look(List.of(until(next)), next.minus(Duration.ofDays(29)));
        assertThat(written.list).hasSize(2);
    }
}

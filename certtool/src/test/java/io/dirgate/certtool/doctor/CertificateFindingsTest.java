package io.dirgate.certtool.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertificateFindingsTest {
    @Test
    void limitsOfPublicCertificatesAreToldByDate() {
        Instant now = Instant.parse("2026-12-01T00:00:00Z");
        Validity year = new Validity(now, now.plus(Duration.ofDays(199)).minusSeconds(1));
        assertThat(CertificateFindings.limits(Path.of("chain.pem"), year, now))
                .extracting(Finding::code)
                .containsExactly("lifetime-200", "lifetime-100", "lifetime-47");
        assertThat(CertificateFindings.limits(Path.of("chain.pem"), year, now))
                .extracting(Finding::message)
                .satisfiesExactly(
                        limit -> assertThat(limit)
                                .contains("since 2026-03-15", "every 133 days")
                                .doesNotContain("not last"),
                        limit -> assertThat(limit).contains("from 2027-03-15", "every 66 days", "not last 199 days"),
                        limit -> assertThat(limit).contains("from 2029-03-15", "every 31 days", "fixed 30 days"));
    }
}

package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.ldap.LdapOp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final MicrometerMetrics metrics = new MicrometerMetrics(Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void sessionsAreCountedOpenInAllAndByTheWayTheyEnded() {
        metrics.sessionOpened("ldaps");
        metrics.sessionOpened("ldaps");
        metrics.sessionClosed("ldaps", "clientClosed");

        assertThat(metrics.scrape())
                .contains("dirgate_sessions_open{listener=\"ldaps\"} 1.0")
                .contains("dirgate_sessions_total{listener=\"ldaps\"} 2.0")
                .contains("dirgate_sessions_closed_total{listener=\"ldaps\",reason=\"clientClosed\"} 1.0");
    }

    @Test
    void operationsAreCountedByKindAndResultCode() {
        metrics.operation(FakeOperation.search());
        metrics.operation(FakeOperation.search());
        metrics.operation(FakeOperation.failedBind("52e"));

        assertThat(metrics.scrape())
                .contains("dirgate_operations_total{code=\"0\",op=\"search\",result=\"success\"} 2.0")
                .contains("dirgate_operations_total{code=\"49\",op=\"bind\",result=\"invalidCredentials\"} 1.0")
                .contains("dirgate_bind_failures_total{reason=\"wrongPassword\"} 1.0");
    }

    @Test
    void operationsWithoutResponseAndCodesOffTheTableAreCountedToo() {
        FakeOperation abandon = FakeOperation.search();
        abandon.op = LdapOp.ABANDON;
        abandon.resultCode = -1;
        FakeOperation strange = FakeOperation.search();
        strange.resultCode = 4096;
        FakeOperation unnamed = FakeOperation.search();
        unnamed.resultCode = 127;

        metrics.operation(abandon);
        metrics.operation(strange);
        metrics.operation(unnamed);

        assertThat(metrics.scrape())
                .contains("dirgate_operations_total{code=\"none\",op=\"abandon\",result=\"none\"} 1.0")
                .contains("dirgate_operations_total{code=\"other\",op=\"search\",result=\"unnamed\"} 1.0")
                .contains("dirgate_operations_total{code=\"127\",op=\"search\",result=\"unnamed\"} 1.0");
    }

    @Test
    void aServersOwnSubCodesMakeNoNewSeries() {
        metrics.operation(FakeOperation.failedBind("deadbeef"));
        metrics.operation(FakeOperation.failedBind("cafe"));

        assertThat(metrics.scrape()).contains("dirgate_bind_failures_total{reason=\"other\"} 2.0");
    }

    @Test
    void gatewayAndDirectoryLatenciesAreHistogramsInSeconds() {
        metrics.operation(FakeOperation.search());

        assertThat(metrics.scrape())
                .contains("dirgate_operation_gateway_seconds_bucket{op=\"search\",le=\"2.5E-5\"} 0")
                .contains("dirgate_operation_gateway_seconds_bucket{op=\"search\",le=\"5.0E-5\"} 1")
                .contains("dirgate_operation_directory_seconds_bucket{op=\"search\",le=\"0.001\"} 0")
                .contains("dirgate_operation_directory_seconds_bucket{op=\"search\",le=\"0.0025\"} 1")
                .contains("dirgate_operation_directory_seconds_sum{op=\"search\"} 0.0015");
    }

    @Test
    void whatTheGatewayAnsweredItselfHasNoDirectoryLatency() {
        FakeOperation answeredHere = FakeOperation.search();
        answeredHere.directoryNanos = 0;

        metrics.operation(answeredHere);

        assertThat(metrics.scrape())
                .contains("dirgate_operation_gateway_seconds_count{op=\"search\"} 1")
                .contains("dirgate_operation_directory_seconds_count{op=\"search\"} 0");
    }

    @Test
    void aServerIsInExactlyOneState() {
        metrics.serverState("dc1:389", "up");
        metrics.serverState("dc1:389", "down");

        assertThat(metrics.scrape())
                .contains("dirgate_server_state{server=\"dc1:389\",state=\"down\"} 1.0")
                .contains("dirgate_server_state{server=\"dc1:389\",state=\"up\"} 0.0")
                .contains("dirgate_server_state{server=\"dc1:389\",state=\"slowStart\"} 0.0");
    }

    @Test
    void swappedCertificatesReplaceTheOldOnesDaysLeft() {
        metrics.certificates("ldaps", List.of(certificate("CN=old", "RSA", Duration.ofDays(2))));
        metrics.certificates(
                "ldaps",
                List.of(
                        certificate("CN=new", "RSA", Duration.ofHours(36)),
                        certificate("CN=new", "EC", Duration.ofHours(-12))));
        metrics.certificateRefused("ldaps");

        assertThat(metrics.scrape())
                .contains(
                        "dirgate_certificate_expiry_seconds{key=\"RSA\",listener=\"ldaps\",subject=\"CN=new\"} 129600.0")
                .contains(
                        "dirgate_certificate_expiry_seconds{key=\"EC\",listener=\"ldaps\",subject=\"CN=new\"} -43200.0")
                .contains("dirgate_certificates_refused_total{listener=\"ldaps\"} 1.0")
                .doesNotContain("CN=old");
    }

    @Test
    void upstreamEventsHandshakesAndBytesAreThere() {
        metrics.upstreamConnected("dc1:389", 900_000);
        metrics.upstreamLost("dc1:389", "reset");
        metrics.probed("dc1:389", false, 3_000_000);
        metrics.failover(2, 1);
        metrics.handshake("ldaps", "TLSv1.3", 4_000_000);
        metrics.handshakeFailed("ldaps", "noSharedCipher");
        metrics.connectionRefused("ldaps", "tooMany");
        metrics.bytes(100, 2_000);
        metrics.accessLogDrops(() -> 42);

        assertThat(metrics.scrape())
                .contains("dirgate_server_connect_seconds_count{server=\"dc1:389\"} 1")
                .contains("dirgate_server_connections_lost_total{reason=\"reset\",server=\"dc1:389\"} 1.0")
                .contains("dirgate_server_probe_seconds_count{result=\"failed\",server=\"dc1:389\"} 1")
                .contains("dirgate_failovers_total 1.0")
                .contains("dirgate_failover_operations_total{outcome=\"resent\"} 2.0")
                .contains("dirgate_failover_operations_total{outcome=\"unavailable\"} 1.0")
                .contains("dirgate_handshake_seconds_count{listener=\"ldaps\",protocol=\"TLSv1.3\"} 1")
                .contains("dirgate_handshakes_failed_total{listener=\"ldaps\",reason=\"noSharedCipher\"} 1.0")
                .contains("dirgate_connections_refused_total{listener=\"ldaps\",reason=\"tooMany\"} 1.0")
                .contains("dirgate_client_bytes_total{direction=\"received\"} 100.0")
                .contains("dirgate_client_bytes_total{direction=\"sent\"} 2000.0")
                .contains("dirgate_accesslog_lines_dropped_total 42.0")
                .contains("dirgate_buffers_bytes{state=\"reserved\"}")
                .contains("jvm_memory_used_bytes")
                .contains("process_cpu_usage");
    }

    @Test
    void whatMayBeCountedOfAListenerAndAServerBeginsAtZero() {
        metrics.listener("ldaps", List.of("idle"), List.of("clientDistrusts"), List.of("limits.connections"));
        metrics.servers(List.of("closed"), server -> 7);
        metrics.serverState("dc1:389", "up");

        assertThat(metrics.scrape())
                .contains("dirgate_sessions_open{listener=\"ldaps\"} 0.0")
                .contains("dirgate_sessions_total{listener=\"ldaps\"} 0.0")
                .contains("dirgate_sessions_closed_total{listener=\"ldaps\",reason=\"idle\"} 0.0")
                .contains("dirgate_handshakes_failed_total{listener=\"ldaps\",reason=\"clientDistrusts\"} 0.0")
                .contains("dirgate_connections_refused_total{listener=\"ldaps\",reason=\"limits.connections\"} 0.0")
                .contains("dirgate_bind_failures_total{reason=\"wrongPassword\"} 0.0")
                .contains("dirgate_operations_total{code=\"49\",op=\"bind\",result=\"invalidCredentials\"} 0.0")
                .contains("dirgate_operations_total{code=\"52\",op=\"search\",result=\"unavailable\"} 0.0")
                .contains("dirgate_server_connections_lost_total{reason=\"closed\",server=\"dc1:389\"} 0.0")
                .contains("dirgate_server_probe_seconds_count{result=\"failed\",server=\"dc1:389\"} 0")
                .contains("dirgate_server_sessions{server=\"dc1:389\"} 7.0");

        metrics.serverGone("dc1:389");
        assertThat(metrics.scrape()).doesNotContain("dirgate_server_sessions{server=\"dc1:389\"}");
    }

    @Test
    void limitsStandBesideWhatIsUsed() {
        metrics.connections(
                new ConnectionCounts() {
                    @Override
                    public int open() {
                        return 120;
                    }

                    @Override
                    public int ofFullestAddress() {
                        return 80;
                    }
                },
                () -> 10_000,
                () -> 100);
        metrics.requestMemory(() -> 5, () -> 64);

        assertThat(metrics.scrape())
                .contains("dirgate_connections_open 120.0", "dirgate_connections_limit 10000.0")
                .contains("dirgate_connections_fullest_address 80.0", "dirgate_connections_per_address_limit 100.0")
                .contains("dirgate_connections_fullest_address_ratio 0.8")
                .contains("dirgate_requests_memory_bytes 5.0", "dirgate_requests_memory_limit_bytes 64.0");
    }

    @Test
    void theLastReloadsResultAndTimeAreShown() {
        assertThat(metrics.scrape())
                .contains("dirgate_config_last_reload_successful 1.0")
                .contains("dirgate_config_last_reload_success_timestamp_seconds 1.7955144E9");

        metrics.reloaded(false);
        assertThat(metrics.scrape()).contains("dirgate_config_last_reload_successful 0.0");

        metrics.build("1.2.3", "abc");
        assertThat(metrics.scrape())
                .contains("dirgate_build_info{java=\"" + Runtime.version()
                        + "\",revision=\"abc\",version=\"1.2.3\"} 1\n");
    }

    @Test
    void prometheusFindsNothingToComplainOf() throws Exception {
        metrics.build("1.2.3", "abc");
        metrics.listener("ldaps", List.of("idle"), List.of("clientDistrusts"), List.of("limits.connections"));
        metrics.servers(List.of("closed"), server -> 7);
        metrics.serverState("dc1:389", "up");
        metrics.operation(FakeOperation.search());
        metrics.operation(FakeOperation.failedBind("52e"));
        metrics.sessionMoved("dc1:389", "dc2:389");
        metrics.rebind("success");
        metrics.handshake("ldaps", "TLSv1.3", 4_000_000);
        metrics.discovered("dns", 2);
        metrics.directoryStage("Active");
        metrics.certificates("ldaps", List.of(certificate("CN=new", "RSA", Duration.ofDays(2))));
        metrics.certificateFetched("acm", true);
        metrics.accessLogDrops(() -> 42);
        metrics.logDrops(() -> 1);
        metrics.requestMemory(() -> 5, () -> 64);

        assertThat(Promtool.complaints(metrics.scrape())).isEmpty();
    }

    @Test
    void countingAnOperationMakesNoGarbage() {
        FakeOperation search = FakeOperation.search();

        assertThat(AllocatedBytes.perCall(() -> metrics.operation(search))).isLessThan(1.0);
    }

    private static ServedCertificate certificate(String subject, String keyType, Duration left) {
        return new ServedCertificate("server.crt", subject, List.of(), keyType, NOW, NOW.plus(left));
    }
}

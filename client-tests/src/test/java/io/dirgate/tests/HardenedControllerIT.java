package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A domain controller that takes no simple bind in clear, by all the ways that the gateway has to it. */
@Needs({Needs.ROOT, Needs.SAMBA, Needs.LDAPSEARCH})
@ExtendWith(SharedServers.class)
class HardenedControllerIT {
    private final SambaDomain domain;
    private final SambaController hardened;
    private final Loopback loopback;

    @TempDir
    Path folder;

    HardenedControllerIT(SambaDomain domain, Loopback loopback) {
        this.domain = domain;
        hardened = domain.hardened();
        this.loopback = loopback;
    }

    @ParameterizedTest
    @EnumSource(names = {"LDAPS", "STARTTLS"})
    void securedTransportServes(Endpoint.Security security) {
        try (GatewayProcess gateway = GatewayProcess.start(setup(security, "serverName: dc1.corp.example.com"))) {
            assertServed(gateway);
        }
    }

    @Test
    void addressIsCheckedAgainstTheCertificateWhereNoNameIsGiven() {
        try (GatewayProcess gateway = GatewayProcess.start(setup(Endpoint.Security.LDAPS, ""))) {
            assertServed(gateway);
        }
    }

    @Test
    void plainTransportExplainsItself() {
        try (GatewayProcess gateway =
                GatewayProcess.start(new GatewaySetup(folder, loopback).server(hardened.plain()))) {
            Ran direct =
                    OpenLdap.as(Corp.ALICE_UPN, Corp.PASSWORD, hardened.plain()).run("ldapwhoami");
            Ran ran =
                    OpenLdap.as(Corp.ALICE_UPN, Corp.PASSWORD, gateway.ldaps()).run("ldapwhoami");
            assertThat(ran).isEqualTo(direct);
            assertThat(ran.exitCode()).isEqualTo(8);
            await().untilAsserted(() -> assertThat(gateway.log()).contains("transport"));
        }
    }

    @Test
    void wrongNameIsNotTrusted() {
        try (GatewayProcess gateway =
                GatewayProcess.startWithoutServers(setup(Endpoint.Security.LDAPS, "serverName: other.example.com"))) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(gateway.log()).contains("other.example.com"));
            assertUnavailable(gateway);
        }
    }

    @Test
    void unknownAuthorityIsNotTrusted() {
        GatewaySetup setup = new GatewaySetup(folder, loopback).server(hardened.ldaps());
        setup.directory("tls: { ca: " + setup.authority().ca() + " }");
        try (GatewayProcess gateway = GatewayProcess.startWithoutServers(setup)) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(gateway.log()).containsIgnoringCase("certificate"));
            assertUnavailable(gateway);
        }
    }

    @Test
    void insecureMustBeSpelledOutAndIsWarnedOf() {
        GatewaySetup setup = new GatewaySetup(folder, loopback).server(hardened.ldaps());
        setup.directory("tls: { insecure: true }");
        try (GatewayProcess gateway = GatewayProcess.start(setup)) {
            assertServed(gateway);
            await().untilAsserted(() -> assertThat(gateway.log().lines())
                    .anyMatch(line -> line.contains("WARN") && line.contains("insecure")));
        }
    }

    private GatewaySetup setup(Endpoint.Security security, String name) {
        Endpoint server = security == Endpoint.Security.LDAPS ? hardened.ldaps() : hardened.startTls();
        String separator = name.isEmpty() ? "" : ", ";
        return new GatewaySetup(folder, loopback)
                .server(server)
                .directory("tls: { ca: " + domain.authority().ca() + separator + name + " }");
    }

    private static void assertServed(GatewayProcess gateway) {
        Ran ran = OpenLdap.as(Corp.ALICE_UPN, Corp.PASSWORD, gateway.ldaps())
                .run("ldapsearch", "-LLL", "-b", Corp.ALICE_DN, "-s", "base", "mail");
        assertThat(ran.out()).contains("mail: alice@example.com");
    }

    private static void assertUnavailable(GatewayProcess gateway) {
        Ran ran = OpenLdap.as(Corp.ALICE_UPN, Corp.PASSWORD, gateway.ldaps()).run("ldapwhoami");
        assertThat(ran.exitCode()).isEqualTo(52);
    }
}

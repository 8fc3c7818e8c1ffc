package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SASL binds with a Kerberos ticket, with OpenLDAP's client and MIT's library. */
@Needs({Needs.ROOT, Needs.SAMBA, Needs.LDAPSEARCH, Needs.KINIT})
@ExtendWith(SharedServers.class)
class KerberosBindIT {
    private final SambaController controller;
    private final GatewayProcess gateway;
    private Kerberos alice;

    KerberosBindIT(SambaDomain domain, GatewayProcess gateway) {
        controller = domain.first();
        this.gateway = gateway;
    }

    @BeforeEach
    void login(@TempDir Path folder) {
        alice = new Kerberos(folder, controller, "alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GSSAPI", "GSS-SPNEGO"})
    void bindWithoutLayerDirectly(String mechanism) {
        assertFound(alice.search(controller.ldaps(), Corp.CONTROLLER_NAME, mechanism, "maxssf=0", Corp.ALICE_DN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GSSAPI", "GSS-SPNEGO"})
    void bindWithoutLayerByTheGatewaysName(String mechanism) {
        for (Endpoint endpoint : new Endpoint[] {gateway.ldaps(), gateway.startTls()}) {
            assertFound(alice.search(endpoint, Corp.GATEWAY_NAME, mechanism, "maxssf=0", Corp.ALICE_DN));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GSSAPI", "GSS-SPNEGO"})
    void layerInClearPassesThroughAsItIs(String mechanism) {
        assertFound(alice.search(gateway.plain(), Corp.GATEWAY_NAME, mechanism, "minssf=56", Corp.ALICE_DN));
    }

    private static void assertFound(Ran ran) {
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).contains("dn: " + Corp.ALICE_DN);
    }
}

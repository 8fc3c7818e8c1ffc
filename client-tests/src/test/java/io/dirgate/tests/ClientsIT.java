package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same script of each client sees the same directly and through the gateway, on both kinds of listener. */
@Needs({Needs.ROOT, Needs.SAMBA})
@ExtendWith(SharedServers.class)
class ClientsIT {
    private final SambaController controller;
    private final GatewayProcess gateway;

    ClientsIT(SambaDomain domain, GatewayProcess gateway) {
        controller = domain.first();
        this.gateway = gateway;
    }

    @ParameterizedTest
    @EnumSource(names = {"LDAPS", "STARTTLS"})
    @Needs(Needs.LDAPSEARCH)
    void openLdap(Endpoint.Security security) throws Exception {
        compare(security, OpenLdapScript::run, "compare, true: exit 6");
    }

    @ParameterizedTest
    @EnumSource(names = {"LDAPS", "STARTTLS"})
    @Needs(Needs.PYTHON_LDAP)
    void pythonLdap(Endpoint.Security security) throws Exception {
        compare(security, PythonLdapScript::run, "paged: 3000 entries in 5 pages");
    }

    @ParameterizedTest
    @EnumSource(names = {"LDAPS", "STARTTLS"})
    void unboundId(Endpoint.Security security) throws Exception {
        compare(security, UnboundIdScript::run, "right answers from the pool: 200");
    }

    @ParameterizedTest
    @EnumSource(names = {"LDAPS", "STARTTLS"})
    void apache(Endpoint.Security security) throws Exception {
        compare(security, ApacheScript::run, "many: 3000");
    }

    @ParameterizedTest
    @EnumSource(names = {"LDAPS", "STARTTLS"})
    void jndi(Endpoint.Security security) throws Exception {
        compare(security, JndiScript::run, "paged: 3000 entries in 5 pages");
    }

    /** A client's whole script against one endpoint; gives the transcript. */
    @FunctionalInterface
    interface Script {
        String run(Endpoint endpoint) throws Exception;
    }

    /** The landmark is a step that can only be there if the script got that far. */
    private void compare(Endpoint.Security security, Script script, String landmark) throws Exception {
        Endpoint direct = security == Endpoint.Security.LDAPS ? controller.ldaps() : controller.startTls();
        String expected = script.run(direct);
        assertThat(expected).contains(landmark, "data 52e");
        assertThat(inOneScheme(script.run(gateway.secured(security)))).isEqualTo(inOneScheme(expected));
    }

    /** Samba's references have the scheme of the connection, and the gateway's connection to it is in clear. */
    private static String inOneScheme(String transcript) {
        return transcript.replace("ldaps://corp.example.com", "ldap://corp.example.com");
    }
}

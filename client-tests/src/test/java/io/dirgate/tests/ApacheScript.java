package io.dirgate.tests;

import org.apache.directory.api.ldap.model.cursor.EntryCursor;
import org.apache.directory.api.ldap.model.entry.DefaultEntry;
import org.apache.directory.api.ldap.model.entry.DefaultModification;
import org.apache.directory.api.ldap.model.entry.ModificationOperation;
import org.apache.directory.api.ldap.model.message.SearchScope;
import org.apache.directory.ldap.client.api.LdapConnectionConfig;
import org.apache.directory.ldap.client.api.LdapNetworkConnection;

/** Apache Directory's client, whose asynchronous core reads as it likes. */
final class ApacheScript {
    private static final String NAME = "CN=Made By Apache," + Corp.PEOPLE;

    private ApacheScript() {}

    static String run(Endpoint endpoint) throws Exception {
        Transcript seen = new Transcript();
        try (LdapNetworkConnection connection = new LdapNetworkConnection(configuration(endpoint))) {
            connection.setTimeOut(30_000);
            connection.connect();
            if (endpoint.security() == Endpoint.Security.STARTTLS) {
                connection.startTls();
            }
            seen.step("wrong password", () -> bind(connection, Corp.ALICE_DN, "wrong"));
            seen.step("bind", () -> bind(connection, Corp.ALICE_DN, Corp.PASSWORD));
            seen.step("read", () -> connection.lookup(Corp.ALICE_DN, "mail").get("mail"));
            seen.step("compare", () -> connection.compare(Corp.ALICE_DN, "mail", "alice@example.com"));
            seen.step("many", () -> count(connection));
            seen.step("as administrator", () -> bind(connection, Corp.ADMINISTRATOR_DN, Corp.ADMINISTRATOR_PASSWORD));
            seen.step("add", () -> {
                connection.add(new DefaultEntry(NAME, "objectClass: contact", "description: made"));
                return "done";
            });
            seen.step("modify", () -> {
                connection.modify(
                        NAME,
                        new DefaultModification(ModificationOperation.REPLACE_ATTRIBUTE, "description", "changed"));
                return connection.lookup(NAME, "description").get("description");
            });
            seen.step("delete", () -> {
                connection.delete(NAME);
                return "done";
            });
            seen.step("delete again", () -> {
                connection.delete(NAME);
                return "done";
            });
        }
        return seen.toString();
    }

    private static LdapConnectionConfig configuration(Endpoint endpoint) {
        LdapConnectionConfig configuration = new LdapConnectionConfig();
        configuration.setLdapHost(endpoint.host());
        configuration.setLdapPort(endpoint.port());
        configuration.setUseSsl(endpoint.security() == Endpoint.Security.LDAPS);
        configuration.setTrustManagers(UnboundId.trust(endpoint).getTrustManagers());
        return configuration;
    }

    private static Object bind(LdapNetworkConnection connection, String name, String password) throws Exception {
        connection.bind(name, password);
        return connection.isAuthenticated();
    }

    private static Object count(LdapNetworkConnection connection) throws Exception {
        int count = 0;
        try (EntryCursor cursor =
                connection.search(Corp.MANY, "(description=*)", SearchScope.ONELEVEL, "description")) {
            while (cursor.next()) {
                count += cursor.get().get("description").getString().startsWith("this is") ? 1 : 0;
            }
        }
        return count;
    }
}

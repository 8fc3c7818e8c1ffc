package io.dirgate.tests;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** What is in the test domain {@code corp.example.com}: its names, and the LDIF that makes them. */
final class Corp {
    static final String REALM = "CORP.EXAMPLE.COM";
    static final String BASE = "DC=corp,DC=example,DC=com";
    static final String PEOPLE = "OU=People," + BASE;
    static final String GROUPS = "OU=Groups," + BASE;
    static final String MANY = "OU=Many," + BASE;
    /** For what tests write and leave. */
    static final String SCRATCH = "OU=Scratch," + BASE;

    static final String ADMINISTRATOR = "administrator@corp.example.com";
    static final String ADMINISTRATOR_DN = "CN=Administrator,CN=Users," + BASE;
    static final String ADMINISTRATOR_PASSWORD = "Passw0rd.Admin";
    static final String ALICE_DN = "CN=Alice Ames," + PEOPLE;
    static final String ALICE_UPN = "alice@corp.example.com";
    static final String ALICE_NT = "CORP\\alice";
    /** Of everybody but the administrator. */
    static final String PASSWORD = "Passw0rd.User";
    /** How many entries {@link #MANY} holds. */
    static final int ENTRIES = 3000;
    /** The host name that the domain controller's Kerberos service knows beside its own: the gateway's. */
    static final String GATEWAY_NAME = "ldap.corp.example.com";

    static final String CONTROLLER_NAME = "dc1.corp.example.com";

    private Corp() {}

    /** The name of the n-th of the {@link #ENTRIES}; its description says its number. */
    static String entryName(int number) {
        return String.format("entry-%04d", number);
    }

    static String entryDescription(int number) {
        return "this is number " + number;
    }

    static String ldif() {
        StringBuilder ldif = new StringBuilder();
        for (String unit : List.of(PEOPLE, GROUPS, MANY, SCRATCH)) {
            ldif.append("dn: ").append(unit).append("\nobjectClass: organizationalUnit\n\n");
        }
        // 512 is an ordinary account, 2 its being disabled.
        person(ldif, "Alice Ames", "alice", 512);
        person(ldif, "Bob Brown", "bob", 512);
        person(ldif, "Carol Clark", "carol", 512);
        person(ldif, "Dave Dunn", "dave", 512 + 2);
        group(ldif, "staff", "Alice Ames", "Bob Brown", "Carol Clark");
        group(ldif, "wiki-admins", "Alice Ames");
        for (int i = 0; i < ENTRIES; i++) {
            ldif.append("dn: CN=").append(entryName(i)).append(',').append(MANY);
            ldif.append("\nobjectClass: contact\ndescription: ")
                    .append(entryDescription(i))
                    .append("\n\n");
        }
        return ldif.toString();
    }

    /** Lets Kerberos clients ask for the LDAP service by the controller's name and by the gateway's. */
    static String servicePrincipals() {
        return """
                dn: CN=DC1,OU=Domain Controllers,%s
                changetype: modify
                add: servicePrincipalName
                servicePrincipalName: ldap/%s
                servicePrincipalName: ldap/%s
                """.formatted(BASE, CONTROLLER_NAME, GATEWAY_NAME);
    }

    private static void person(StringBuilder ldif, String name, String account, int control) {
        String password =
                Base64.getEncoder().encodeToString(('"' + PASSWORD + '"').getBytes(StandardCharsets.UTF_16LE));
        ldif.append("""
                dn: CN=%1$s,%2$s
                objectClass: user
                givenName: %3$s
                sn: %4$s
                mail: %5$s@example.com
                sAMAccountName: %5$s
                userPrincipalName: %5$s@corp.example.com
                unicodePwd:: %6$s
                userAccountControl: %7$d

                """.formatted(name, PEOPLE, name.split(" ")[0], name.split(" ")[1], account, password, control));
    }

    private static void group(StringBuilder ldif, String name, String... members) {
        ldif.append("dn: CN=").append(name).append(',').append(GROUPS).append("\nobjectClass: group\n");
        ldif.append("sAMAccountName: ").append(name).append('\n');
        for (String member : members) {
            ldif.append("member: CN=").append(member).append(',').append(PEOPLE).append('\n');
        }
        ldif.append('\n');
    }
}

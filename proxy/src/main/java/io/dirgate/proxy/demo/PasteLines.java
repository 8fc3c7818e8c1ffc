package io.dirgate.proxy.demo;

import java.nio.file.Path;

/** The text that the demo prints when it serves: commands to paste, each on its own line. */
final class PasteLines {
    private static final String ALICE = "alice@" + DemoDirectory.DNS_DOMAIN;
    private static final String BOB = DemoDirectory.NETBIOS_DOMAIN + "\\bob";
    private static final String ADMINISTRATOR = "CN=Administrator,CN=Users," + DemoDirectory.BASE;

    private final Path authority;
    private final DemoPorts ports;

    PasteLines(Path authority, DemoPorts ports) {
        this.authority = authority;
        this.ports = ports;
    }

    String text() {
        return """

                The gateway serves the domain %s. Paste these lines into another terminal.

                LDAPS, bound by user principal name:
                %s

                StartTLS, bound as DOMAIN\\user, the groups that bob is a member of:
                %s

                LDAPS, bound by DN, one page of users after the other:
                %s

                LDAPS, anonymous, the rootDSE:
                %s

                Everybody's password is %s: Administrator, alice, bob, jgross, svc-jira; carol's account is disabled.
                Metrics: http://127.0.0.1:%d/metrics  Readiness: http://127.0.0.1:%d/readyz
                Ctrl-C ends the demo.
                """.formatted(
                DemoDirectory.DNS_DOMAIN,
                ldaps(as(ALICE), "'(sAMAccountName=alice)' cn mail memberOf"),
                startTls(
                        as(BOB),
                        "'(&(objectClass=group)(member=CN=Bob Brown,CN=Users," + DemoDirectory.BASE
                                + "))' cn description"),
                ldaps(as(ADMINISTRATOR) + " -E pr=2/noprompt", "'(userPrincipalName=*)' userPrincipalName"),
                search("-H " + url("ldaps", ports.ldaps()) + " -s base -b ''", "defaultNamingContext dnsHostName"),
                DemoDirectory.PASSWORD,
                ports.admin(),
                ports.admin());
    }

    private String ldaps(String options, String what) {
        return search("-H " + url("ldaps", ports.ldaps()) + " " + options, what);
    }

    private String startTls(String options, String what) {
        return search("-ZZ -H " + url("ldap", ports.ldap()) + " " + options, what);
    }

    private String search(String options, String what) {
        return "LDAPTLS_CACERT=" + quoted(authority.toString()) + " ldapsearch -LLL -x " + options + " " + what;
    }

    private static String as(String name) {
        return "-D " + quoted(name) + " -w " + DemoDirectory.PASSWORD + " -b " + DemoDirectory.BASE;
    }

    /**
     * Uses the address, because OpenLDAP's tools compare the certificate with this machine's own name if they connect
     * to localhost.
     */
    private static String url(String scheme, int port) {
        return scheme + "://" + Loopback.IPV4 + ":" + port;
    }

    /** Quotes a word for Bourne shells. Plain words stay unchanged. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9@%+=:,./_-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

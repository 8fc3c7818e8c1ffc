package io.dirgate.tests;

import java.nio.file.Path;
import java.util.Map;

/** A Kerberos user of the test domain with a configuration and a ticket cache of its own. */
final class Kerberos {
    private final Path folder;

    /** Logs the user in at the controller's key distribution centre. */
    Kerberos(Path folder, SambaController controller, String user) {
        this.folder = folder;
        Folders.write(folder.resolve("krb5.conf"), """
                [libdefaults]
                default_realm = %1$s
                dns_lookup_realm = false
                dns_lookup_kdc = false
                dns_canonicalize_hostname = false
                rdns = false
                udp_preference_limit = 1
                [realms]
                %1$s = {
                  kdc = %2$s
                }
                [domain_realm]
                .corp.example.com = %1$s
                """.formatted(Corp.REALM, controller.address()));
        Program.of("kinit", user)
                .environment(environment())
                .input(Corp.PASSWORD + "\n")
                .run()
                .mustSucceed();
    }

    private Map<String, String> environment() {
        return Map.of(
                "KRB5_CONFIG",
                folder.resolve("krb5.conf").toString(),
                "KRB5CCNAME",
                "FILE:" + folder.resolve("tickets"));
    }

    /**
     * Searches the base entry {@code dn} after a SASL bind, at the endpoint under the name that its ticket is for: in a mount
     * name space where the hosts file says that the name is the endpoint's address.
     */
    Ran search(Endpoint endpoint, String hostName, String mechanism, String securityProperties, String dn) {
        Path hosts = Folders.write(folder.resolve("hosts"), endpoint.host() + " " + hostName + "\n");
        String script = "mount --bind " + hosts + " /etc/hosts && exec ldapsearch \"$@\"";
        Program search = Program.of("unshare", "--mount", "sh", "-c", script, "ldapsearch");
        if (endpoint.security() == Endpoint.Security.STARTTLS) {
            search.arguments("-ZZ");
        }
        return search.arguments("-Y", mechanism, "-Q", "-O", securityProperties)
                .arguments("-H", endpoint.named(hostName).uri(), "-LLL", "-b", dn, "-s", "base", "1.1")
                .environment(environment())
                .environment(OpenLdap.environment(endpoint))
                .run();
    }
}

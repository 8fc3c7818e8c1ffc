package io.dirgate.certtool.doctor;

import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.report.Failure;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** Where the gateway has its directory servers from. */
sealed interface ServerSource {
    /** Port 0 in a configuration stands for the one that belongs to the transport. */
    static int portOr(int configured, Endpoint.Security security) {
        return configured != 0 ? configured : security == Endpoint.Security.LDAPS ? 636 : 389;
    }

    /** They are listed by name or address. */
    record Listed(List<Endpoint> servers) implements ServerSource {}

    /** The addresses of a directory in AWS. */
    record Aws(String id, int port) implements ServerSource {}

    /**
     * The service records of a domain.
     *
     * @param nameServers the name servers to use, the system's own if empty
     */
    record Dns(String domain, String service, List<String> nameServers, int port) implements ServerSource {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

        // JNDI would follow a name that is a URL to any provider; these are letters, digits, dots, hyphens and
        // underscores.
        @SuppressWarnings("BanJNDI")
        List<Endpoint> ask(Endpoint.Security security) {
            String name = service + "." + domain;
            if (!NAME.matcher(name).matches()) {
                throw new Failure("directory.dns: " + name + " is not the name of a service record");
            }
            try {
                InitialDirContext resolver = new InitialDirContext(settings());
                Attribute records =
                        resolver.getAttributes(name, new String[] {"SRV"}).get("SRV");
                List<Endpoint> found = new ArrayList<>();
                if (records != null) {
                    NamingEnumeration<?> each = records.getAll();
                    while (each.hasMore()) {
                        found.add(endpoint(String.valueOf(each.next()), security));
                    }
                }
                resolver.close();
                return found;
            } catch (NamingException e) {
                throw new Failure(
                        "the service records of " + name + " cannot be had: " + e.getMessage()
                                + "; look at directory.dns and at the name servers",
                        e);
            }
        }

        /** A record reads: priority, weight, port, target. AD's say 389 whatever the transport (MS-ADTS 6.3.2.3). */
        private Endpoint endpoint(String record, Endpoint.Security security) {
            String[] fields = record.split(" ");
            int recorded = security == Endpoint.Security.LDAPS ? 0 : Integer.parseInt(fields[2]);
            return new Endpoint(
                    fields[3].replaceFirst("\\.$", ""), portOr(port != 0 ? port : recorded, security), security);
        }

        @SuppressWarnings("JdkObsolete")
        private Hashtable<String, String> settings() {
            Hashtable<String, String> settings = new Hashtable<>();
            settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
            settings.put(
                    Context.PROVIDER_URL,
                    nameServers.isEmpty()
                            ? "dns:"
                            : String.join(
                                    " ",
                                    nameServers.stream()
                                            .map(server -> "dns://" + server)
                                            .toList()));
            settings.put("com.sun.jndi.dns.timeout.initial", "2000");
            settings.put("com.sun.jndi.dns.timeout.retries", "2");
            return settings;
        }
    }
}

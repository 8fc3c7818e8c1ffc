package io.dirgate.tests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** OpenLDAP's command line clients against one endpoint. */
final class OpenLdap {
    private final Endpoint endpoint;
    private final List<String> credentials;

    private OpenLdap(Endpoint endpoint, List<String> credentials) {
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    static OpenLdap anonymous(Endpoint endpoint) {
        return new OpenLdap(endpoint, List.of("-x"));
    }

    static OpenLdap as(String name, String password, Endpoint endpoint) {
        return new OpenLdap(endpoint, List.of("-x", "-D", name, "-w", password));
    }

    /** Whether its rootDSE can be read in clear by now. */
    static boolean answers(Endpoint endpoint) {
        return anonymous(endpoint)
                        .run("ldapsearch", "-o", "nettimeout=2", "-b", "", "-s", "base")
                        .exitCode()
                == 0;
    }

    /** Runs the tool with the endpoint's address and this user's credentials before the arguments. */
    Ran run(String tool, String... arguments) {
        return program(tool, arguments).run();
    }

    Ran runWithInput(String input, String tool, String... arguments) {
        return program(tool, arguments).input(input).run();
    }

    Program program(String tool, String... arguments) {
        List<String> all = new ArrayList<>(credentials);
        all.addAll(List.of("-H", endpoint.uri()));
        if (endpoint.security() == Endpoint.Security.STARTTLS) {
            all.add("-ZZ");
        }
        all.addAll(List.of(arguments));
        return Program.of(tool, all.toArray(String[]::new)).environment(environment(endpoint));
    }

    static Map<String, String> environment(Endpoint endpoint) {
        return Map.of("LDAPTLS_CACERT", endpoint.ca().toString());
    }
}

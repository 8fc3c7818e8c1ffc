package io.dirgate.tests;

import java.nio.file.Path;

/** python-ldap, as {@code clients/script.py} drives it. */
final class PythonLdapScript {
    private PythonLdapScript() {}

    static String run(Endpoint endpoint) {
        return Program.of(
                        Tools.PYTHON,
                        Path.of("src/test/resources/clients/script.py")
                                .toAbsolutePath()
                                .toString())
                .arguments(endpoint.uri(), endpoint.ca().toString())
                .arguments(endpoint.security() == Endpoint.Security.STARTTLS ? "starttls" : "-")
                .arguments(Corp.BASE, Corp.ALICE_UPN, Corp.PASSWORD)
                .arguments(Corp.ADMINISTRATOR, Corp.ADMINISTRATOR_PASSWORD)
                .run()
                .mustSucceed()
                .out();
    }
}

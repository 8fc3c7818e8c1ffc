package io.dirgate.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with a mistake each, as administrators make them: the message says where, what, and what to write instead. */
class ConfigMistakesTest {
    private static final String GOOD = """
            listeners:
              - address: 127.0.0.5:1636
                tls: { certificate: chain.pem, privateKey: leaf.key }
            directory:
              servers: [127.0.0.21:389, 127.0.0.22:389]
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        for (String name : List.of("chain.pem", "leaf.key", "ca.pem")) {
            Files.createFile(folder.resolve(name));
        }
    }

    /** What is written instead of what, and the lines told. */
    static Stream<Arguments> mistakes() {
        String listener = "127.0.0.5:1636";
        String servers = "[127.0.0.21:389, 127.0.0.22:389]";
        String file = "leaf.key }";
        return Stream.of(
                mistake(
                        "certificate:",
                        "certificat:",
                        "listeners[0].tls.certificate: is missing",
                        "listeners[0].tls.certificat: is not a key; did you mean certificate?"),
                mistake(
                        "privateKey",
                        "privatekey",
                        "listeners[0].tls.privateKey: is missing",
                        "listeners[0].tls.privatekey: is not a key; did you mean privateKey?"),
                mistake(
                        servers,
                        "127.0.0.21:389",
                        "directory.servers: \"127.0.0.21:389\" is one text and not a list; write [127.0.0.21:389]"),
                mistake(
                        servers,
                        "127.0.0.21:389, 127.0.0.22:389",
                        "directory.servers: \"127.0.0.21:389, 127.0.0.22:389\" is one text and not a list; write"
                                + " [127.0.0.21:389, 127.0.0.22:389]"),
                mistake(
                        servers,
                        "127.0.0.21:389 127.0.0.22:389",
                        "directory.servers: \"127.0.0.21:389 127.0.0.22:389\" is one text and not a list; write"
                                + " [127.0.0.21:389, 127.0.0.22:389]"),
                mistake(servers, "[]", "directory.servers: is an empty list; it needs at least one entry"),
                mistake(
                        servers,
                        "{ first: 127.0.0.21:389 }",
                        "directory.servers: must be a list, each entry after \"- \""),
                mistake(
                        servers,
                        "[\"ldap://127.0.0.21:389\"]",
                        "directory.servers[0].address: \"ldap://127.0.0.21:389\" is a URL; write host:port alone, such as"
                                + " 127.0.0.21:389"),
                mistake(
                        servers,
                        "[\"LDAPS://dc1.corp.example.com/dc=corp\"]",
                        "directory.servers[0].address: \"LDAPS://dc1.corp.example.com/dc=corp\" is a URL; write host:port"
                                + " alone, such as dc1.corp.example.com:636"),
                mistake(servers, "[a]", "directory.servers[0].address: \"a\" needs a port from 0 to 65535: a:636"),
                mistake(
                        listener,
                        "ldaps://127.0.0.5:1636",
                        "listeners[0].address: \"ldaps://127.0.0.5:1636\" is a URL; write host:port alone, such as"
                                + " 127.0.0.5:1636"),
                mistake(
                        listener,
                        "\"*:1636\"",
                        "listeners[0].address: \"*:1636\" names no host; all addresses of this machine are 0.0.0.0:1636,"
                                + " with IPv6 \"[::]:1636\""),
                mistake(
                        listener,
                        "\":1636\"",
                        "listeners[0].address: \":1636\" names no host; all addresses of this machine are 0.0.0.0:1636,"
                                + " with IPv6 \"[::]:1636\""),
                mistake(
                        listener,
                        "127.0.0.5:01636",
                        "listeners[0].address: \"127.0.0.5:01636\" has a port that begins with 0; write 127.0.0.5:1636"),
                mistake(listener, "::1", "listeners[0].address: \"::1\" needs brackets and a port: \"[::1]:636\""),
                mistake(
                        listener,
                        "[::1]:1636",
                        "line 2, column 15: expected the node content, but found ':'; an IPv6 address needs quotes, such as"
                                + " \"[::1]:636\""),
                mistake(
                        listener,
                        listener + "\n  - address: 127.0.0.5:1636",
                        "listeners[1].address: 127.0.0.5:1636 is the address of listeners[0] as well"),
                mistake(
                        listener,
                        listener + "\n  - address: 0.0.0.0:1636",
                        "listeners[1].address: 0.0.0.0:1636 and 127.0.0.5:1636, the address of listeners[0], cannot both be"
                                + " listened on; give each a port of its own"),
                added(
                        "admin: 0.0.0.0:1636",
                        "admin.address: 0.0.0.0:1636 and 127.0.0.5:1636, the address of listeners[0], cannot both be listened"
                                + " on; give each a port of its own"),
                added("admin: 127.0.0.5:1636", "admin.address: 127.0.0.5:1636 is the address of listeners[0] as well"),
                added(
                        "admin: 8389",
                        "admin.address: \"8389\" is a port without a host; write 127.0.0.1:8389 for this machine alone,"
                                + " 0.0.0.0:8389 for all its addresses"),
                added(
                        "limits: { idleTimeout: 14 }",
                        "limits.idleTimeout: \"14\" is not a time from 1s to 168h; it has no unit: write 14s, 14m or 14h"),
                added(
                        "limits: { idleTimeout: 14min }",
                        "limits.idleTimeout: \"14min\" is not a time from 1s to 168h; write 14m"),
                added(
                        "limits: { idleTimeout: 2 days }",
                        "limits.idleTimeout: \"2 days\" is not a time from 1s to 168h; write 48h"),
                added(
                        "limits: { idleTimeout: -5s }",
                        "limits.idleTimeout: \"-5s\" is not a time from 1s to 168h, such as 150ms, 3s, 2m or 1h"),
                added(
                        "upstream: { connectTimeout: 0.5s }",
                        "upstream.connectTimeout: \"0.5s\" is not a time from 100ms to 1m; write 500ms"),
                added(
                        "limits: { idleTimeout: 1.5h }",
                        "limits.idleTimeout: \"1.5h\" is not a time from 1s to 168h; write 5400s"),
                added(
                        "limits: { connections: 99999999999999999999 }",
                        "limits.connections: \"99999999999999999999\" is not a number from 1 to 1000000"),
                added(
                        "limits: { connections: 10_000 }",
                        "limits.connections: \"10_000\" is not a number from 1 to 1000000; write 10000"),
                added(
                        "limits: { connections: 10k }",
                        "limits.connections: \"10k\" is not a number from 1 to 1000000; write 10000"),
                added(
                        "limits: { requestSize: 16MB }",
                        "limits.requestSize: \"16MB\" is not a size from 1KiB to 1024MiB; write 16MiB"),
                mistake(
                        "directory:\n",
                        "directory:\n  tls: { insecure: yes }\n",
                        "directory.tls.insecure: \"yes\" is not true or false; write true"),
                mistake(
                        "    tls:",
                        "    startTls: Required\n    tls:",
                        "listeners[0].startTls: \"Required\" is not one of off, optional, required; did you mean required?"),
                mistake(
                        "directory:\n",
                        "directory:\n  transport: starttls\n",
                        "directory.transport: \"starttls\" is not one of plain, startTls, ldaps; did you mean startTls?"),
                mistake(
                        file,
                        "leaf.key, protocols: [TLSv1.1] }",
                        "listeners[0].tls.protocols[0]: \"TLSv1.1\" is not one of TLSv1.2, TLSv1.3"),
                mistake(
                        file,
                        "leaf.key, clientCertificates: required }",
                        "listeners[0].tls.clientCa: is missing: clientCertificates needs the authorities to check them against"),
                mistake(file, "nothere.key }", "listeners[0].tls.privateKey: {folder}/nothere.key does not exist"),
                mistake(
                        file,
                        "${KEY} }",
                        "line 3, column 49: expected ',' or '}', but got {; environment variables are not replaced in this"
                                + " file: write the value itself"),
                mistake(
                        "chain.pem",
                        "\u201cchain.pem\u201d",
                        "listeners[0].tls.certificate: {folder}/\u201cchain.pem\u201d does not exist",
                        "line 3, column 25: \u201c is a typographic quotation mark; write \"",
                        "line 3, column 35: \u201d is a typographic quotation mark; write \""),
                mistake(
                        "servers: ",
                        "servers:\u00a0",
                        "directory: must be a section with the keys servers, dns, aws, transport, tls, affinity, health",
                        "line 5, column 11: a special space (U+00A0), which YAML does not accept as a space;"
                                + " write a plain one"),
                mistake(
                        "  servers: " + servers + "\n",
                        "",
                        "directory.servers: is missing; list the servers, or have them found by dns or aws"),
                added(
                        "  dns: { domain: corp.example.com }",
                        "directory.dns: only one of servers, dns and aws can say which servers there are"),
                added(
                        "---\n" + GOOD,
                        "line 6, column 1: expected a single document in the stream, but found another document; put"
                                + " everything into one document, without ---"),
                added(
                        "\taccessLog: off",
                        "line 6, column 1: a tab character, which YAML does not allow for indentation; write spaces, in: \"accessLog: off\""),
                added(
                        "x: &x { a: b }",
                        "x: is not a key; there are listeners, directory, upstream, limits, admin, accessLog, shutdown"),
                added("accessLog: .", "accessLog.file: {folder}/. is a folder; name a file in it"),
                added(
                        "accessLog: logs/access.log",
                        "accessLog.file: {folder}/logs/access.log cannot be written: its folder does not exist"),
                mistake(
                        "    tls:",
                        "    proxyProtocol: { from: [10.0.0.0/33] }\n    tls:",
                        "listeners[0].proxyProtocol.from[0]: \"10.0.0.0/33\" needs a prefix length from 0 to 32"),
                added(
                        "upstream: { pooling: operation }",
                        "upstream.pooling: \"operation\" is not available in this version; use session"),
                Arguments.of(
                        "# nothing\n",
                        List.of(
                                "listeners: is missing",
                                "directory.servers: is missing; list the servers, or have them found by dns or aws")),
                Arguments.of(
                        """
                        listners: []
                        directory: { servers: [a], transport: tls }
                        limits: { connections: many, idleTimeout: 1 }
                        admin: 99999999
                        """,
                        List.of(
                                "listeners: is missing",
                                "directory.servers[0].address: \"a\" needs a port from 0 to 65535: a:636",
                                "directory.transport: \"tls\" is not one of plain, startTls, ldaps",
                                "limits.connections: \"many\" is not a number from 1 to 1000000",
                                "limits.idleTimeout: \"1\" is not a time from 1s to 168h; it has no unit: write 1s, 1m or 1h",
                                "admin.address: \"99999999\" is not host:port, such as 10.0.1.10:389,"
                                        + " dc1.corp.example.com:636 or \"[::1]:636\"",
                                "listners: is not a key; did you mean listeners?")));
    }

    private static Arguments mistake(String right, String wrong, String... told) {
        assertThat(GOOD).contains(right);
        return Arguments.of(GOOD.replace(right, wrong), List.of(told));
    }

    private static Arguments added(String wrong, String... told) {
        return Arguments.of(GOOD + wrong + "\n", List.of(told));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void eachMistakeIsToldWithItsPlaceAndRemedy(String yaml, List<String> told) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> ConfigLoader.parse(yaml, folder));

        assertThat(refused).as(yaml).isNotNull();
        assertThat(refused.problems())
                .containsExactlyElementsOf(told.stream()
                        .map(line -> line.replace("{folder}", folder.toString()))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource
    void filesThatOnlyLookWrongAreRead(String yaml) throws ConfigException {
        assertThat(ConfigLoader.parse(yaml, folder).directory().servers()).hasSize(2);
    }

    static Stream<String> filesThatOnlyLookWrongAreRead() {
        return Stream.of(
                GOOD,
                GOOD.replace("\n", "\r\n"),
                "\ufeff" + GOOD,
                GOOD.replace("127.0.0.5:1636", "\"[::1]:1636\""),
                GOOD.replace("    tls: {", "    name: \u201cfirst\u201d\n    tls: {"),
                GOOD.replace("tls: {", "tls: &t {")
                        .replace("directory:", "  - { address: 127.0.0.5:1637, tls: *t }\ndirectory:"));
    }
}

package io.dirgate.tests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration file of a gateway under test. It has a listener of each kind on one loopback address of its own: LDAPS,
 * StartTLS required, StartTLS optional, plain; and the admin listener.
 */
final class GatewaySetup {
    static final int LDAPS_PORT = 10636;
    static final int STARTTLS_PORT = 10389;
    static final int OPTIONAL_PORT = 10390;
    static final int PLAIN_PORT = 10380;
    static final int ADMIN_PORT = 10080;

    private final Path folder;
    private final String address;
    private final TestAuthority authority;
    private final List<String> servers = new ArrayList<>();
    private final List<String> directoryLines = new ArrayList<>();
    private final List<String> sections = new ArrayList<>();
    private final List<String> jvmFlags = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private String transport = "plain";
    private int openFiles;
    private String ldapsCertificate = "certificate: tls/gateway.crt, privateKey: tls/gateway.pem";

    GatewaySetup(Path folder, Loopback loopback) {
        this.folder = folder;
        address = loopback.claim(LDAPS_PORT, STARTTLS_PORT, OPTIONAL_PORT, PLAIN_PORT, ADMIN_PORT);
        authority = new TestAuthority(folder.resolve("tls"), "Gateway CA");
        renewCertificate();
    }

    /** Where the gateway listens. */
    String address() {
        return address;
    }

    TestAuthority authority() {
        return authority;
    }

    Path folder() {
        return folder;
    }

    /** Issues the gateway's certificate afresh, over the files that it serves from. */
    TestAuthority.PemFiles renewCertificate() {
        return authority.issue("gateway", Corp.GATEWAY_NAME, address);
    }

    GatewaySetup server(Endpoint server) {
        transport = switch (server.security()) {
            case PLAIN -> "plain";
            case LDAPS -> "ldaps";
            case STARTTLS -> "startTls";
        };
        servers.add("\"" + server.host() + ":" + server.port() + "\"");
        return this;
    }

    /** Where the LDAPS listener's certificate is from instead, such as {@code pkcs12: server.p12}. */
    GatewaySetup ldapsCertificate(String yaml) {
        ldapsCertificate = yaml;
        return this;
    }

    /** A line below {@code directory}, where servers may be found instead of given, such as {@code health: { interval: 500ms }}. */
    GatewaySetup directory(String line) {
        directoryLines.add("  " + line + "\n");
        return this;
    }

    /** A whole section, such as {@code limits: { requestSize: 1MiB }}. */
    GatewaySetup section(String yaml) {
        sections.add(yaml + "\n");
        return this;
    }

    /** How many files the process may have open. */
    GatewaySetup openFiles(int limit) {
        openFiles = limit;
        return this;
    }

    int openFiles() {
        return openFiles;
    }

    GatewaySetup jvmFlag(String flag) {
        jvmFlags.add(flag);
        return this;
    }

    /** Where the gateway is to find AWS, and as whom. */
    GatewaySetup aws(String endpoint) {
        environment.putAll(awsEnvironment(endpoint));
        return this;
    }

    static Map<String, String> awsEnvironment(String endpoint) {
        return Map.of(
                "AWS_ENDPOINT_URL", endpoint,
                "AWS_REGION", "eu-central-1",
                "AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE",
                "AWS_SECRET_ACCESS_KEY", "not-a-secret",
                "AWS_EC2_METADATA_DISABLED", "true");
    }

    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    List<String> jvmFlags() {
        return List.copyOf(jvmFlags);
    }

    Path accessLog() {
        return folder.resolve("access.log");
    }

    /** Writes the file. */
    Path write() {
        return Folders.write(folder.resolve("gateway.yaml"), yaml());
    }

    private String yaml() {
        return """
                listeners:
                  - name: ldaps
                    address: %1$s:%2$d
                    tls: { %8$s }
                  - name: starttls
                    address: %1$s:%3$d
                    startTls: required
                    tls: { certificate: tls/gateway.crt, privateKey: tls/gateway.pem }
                  - name: optional
                    address: %1$s:%4$d
                    startTls: optional
                    tls: { certificate: tls/gateway.crt, privateKey: tls/gateway.pem }
                  - name: plain
                    address: %1$s:%5$d
                admin: { address: "%1$s:%6$d" }
                accessLog: { file: %7$s }
                directory:
                """.formatted(
                                address,
                                LDAPS_PORT,
                                STARTTLS_PORT,
                                OPTIONAL_PORT,
                                PLAIN_PORT,
                                ADMIN_PORT,
                                accessLog(),
                                ldapsCertificate)
                + (servers.isEmpty() ? "" : "  servers: " + servers + "\n  transport: " + transport + "\n")
                + String.join("", directoryLines)
                + String.join("", sections);
    }
}

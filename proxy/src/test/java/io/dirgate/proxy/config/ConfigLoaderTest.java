package io.dirgate.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static final String MINIMAL = """
            listeners:
              - address: 0.0.0.0:636
                tls: { certificate: server.crt, privateKey: privatekey.pem }
            directory:
              servers: [10.0.1.10:389, 10.0.2.10:389]
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        for (String name : List.of("server.crt", "privatekey.pem", "ca.pem", "other.crt", "other.key")) {
            Files.createFile(folder.resolve(name));
        }
    }

    private GatewayConfig parse(String text) throws ConfigException {
        return ConfigLoader.parse(text, folder);
    }

    private List<String> problems(String text) {
        return catchThrowableOfType(ConfigException.class, () -> parse(text)).problems();
    }

    private List<String> problemsOf(String addition) {
        return problems(MINIMAL + addition);
    }

    @Test
    void minimalFileTakesAllDefaults() throws Exception {
        GatewayConfig config = parse(MINIMAL);

        ListenerConfig listener = config.listeners().get(0);
        assertThat(listener.name()).isEqualTo("0.0.0.0:636");
        assertThat(listener.startTls()).isEqualTo(StartTls.OFF);
        assertThat(listener.proxyProtocol()).isNull();
        assertThat(listener.tls())
                .isEqualTo(new ServerTlsConfig(
                        List.of(new CertificateConfig(
                                folder.resolve("server.crt"), folder.resolve("privatekey.pem"), null)),
                        ClientCertificates.NONE,
                        null,
                        false,
                        null,
                        List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3),
                        List.of(TlsCipher.INTERMEDIATE),
                        null));
        assertThat(config.directory().servers())
                .containsExactly(
                        new ServerConfig(new Endpoint("10.0.1.10", 389), 1),
                        new ServerConfig(new Endpoint("10.0.2.10", 389), 1));
        assertThat(config.directory().transport()).isEqualTo(Transport.PLAIN);
        assertThat(config.directory().tls()).isEqualTo(new UpstreamTlsConfig(null, null, false));
        assertThat(config.directory().health())
                .isEqualTo(new HealthConfig(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        3,
                        2,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5)));
        assertThat(config.upstream())
                .isEqualTo(new UpstreamConfig(
                        Pooling.SESSION,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(150),
                        Duration.ofMinutes(14),
                        true,
                        true));
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(
                        10_000,
                        1_000,
                        2_500,
                        Duration.ofSeconds(10),
                        16,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60),
                        Duration.ofHours(24),
                        16 << 20,
                        256_000,
                        256_000,
                        500,
                        48 << 20,
                        64 << 20,
                        Duration.ofSeconds(60),
                        256));
        assertThat(config.admin()).isEqualTo(new AdminConfig(new Endpoint("127.0.0.1", 8389)));
        assertThat(config.accessLog()).isEqualTo(new AccessLogConfig("-"));
        assertThat(config.shutdown())
                .isEqualTo(new ShutdownConfig(Duration.ofSeconds(5), Duration.ofSeconds(30), ShutdownNotice.OFF));
    }

    @Test
    void ciphersAreAProfileOrAListWithProfilesInIt() throws Exception {
        assertThat(ciphers("compatible")).contains(TlsCipher.AES128_SHA).hasSize(14);
        assertThat(ciphers("[AES128-GCM-SHA256, intermediate]"))
                .startsWith(TlsCipher.AES128_GCM_SHA256, TlsCipher.ECDHE_ECDSA_AES128_GCM_SHA256)
                .hasSize(7);
        assertThat(ciphers("modern")).isEmpty();
        assertThat(problems(withCiphers("RC4-SHA")))
                .singleElement()
                .asString()
                .startsWith(
                        "listeners[0].tls.ciphers: \"RC4-SHA\" is not one of modern, intermediate, compatible, ECDHE-");
        assertThat(problems(withCiphers("modern, protocols: [TLSv1.2]")))
                .containsExactly(
                        "listeners[0].tls.ciphers: modern has no suite of TLS 1.2, and protocols has no TLSv1.3");
    }

    private List<TlsCipher> ciphers(String value) throws Exception {
        return tls(parse(withCiphers(value))).ciphers();
    }

    private static ServerTlsConfig tls(GatewayConfig config) {
        ServerTlsConfig tls = config.listeners().get(0).tls();
        assertThat(tls).isNotNull();
        return tls;
    }

    private static String withCiphers(String value) {
        return MINIMAL.replace("privateKey: privatekey.pem", "privateKey: privatekey.pem, ciphers: " + value);
    }

    @Test
    void everythingCanBeSaid() throws Exception {
        GatewayConfig config = parse("""
                listeners:
                  - name: public
                    address: "[::]:389"
                    startTls: required
                    tls:
                      certificates:
                        - { certificate: server.crt, privateKey: privatekey.pem }
                        - { certificate: other.crt, privateKey: other.key }
                      clientCertificates: optional
                      clientCa: ca.pem
                      protocols: [TLSv1.3]
                    proxyProtocol: { from: [10.0.0.0/16, 2001:db8::/32] }
                  - { address: 127.0.0.1:0, startTls: off, tls: off }
                directory:
                  servers:
                    - { address: "dc1.corp.example.com:636", priority: 2 }
                    - dc2.corp.example.com:636
                  transport: ldaps
                  tls: { ca: ca.pem, serverName: corp.example.com }
                  health: { interval: 150ms, maxClockSkew: 1h }
                upstream: { keepCredentials: false }
                limits: { requestSize: 8MiB, anonymousRequestSize: 64KiB }
                admin: off
                accessLog: access.json
                shutdown: { timeout: 2m }
                """);

        assertThat(tls(config).certificates()).hasSize(2);
        assertThat(tls(config).protocols()).containsExactly(TlsVersion.TLS_1_3);
        ProxyProtocolConfig proxyProtocol = config.listeners().get(0).proxyProtocol();
        assertThat(proxyProtocol).isNotNull();
        assertThat(proxyProtocol.from()).containsExactly(Network.parse("10.0.0.0/16"), Network.parse("2001:db8::/32"));
        assertThat(config.listeners().get(1).tls()).isNull();
        assertThat(config.directory().servers())
                .containsExactly(
                        new ServerConfig(new Endpoint("dc1.corp.example.com", 636), 2),
                        new ServerConfig(new Endpoint("dc2.corp.example.com", 636), 1));
        assertThat(config.directory().tls().serverName()).isEqualTo("corp.example.com");
        assertThat(config.directory().health().interval()).isEqualTo(Duration.ofMillis(150));
        assertThat(config.limits().anonymousRequestSize()).isEqualTo(64 << 10);
        assertThat(config.admin().address()).isNull();
        assertThat(config.accessLog().file())
                .isEqualTo(folder.resolve("access.json").toString());
        assertThat(config.shutdown().timeout()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        assertThat(problems("""
                        listeners:
                          - address: 0.0.0.0
                            startTls: requierd
                            tls: { certificate: missing.crt, privatekey: privatekey.pem }
                        directroy:
                          servers: []
                        limits: { connections: many, idleTimeout: 15, requestSize: 16MB, handshakeTimeout: 11m }
                        admin: [1, 2]
                        """))
                .containsExactly(
                        "listeners[0].address: \"0.0.0.0\" needs a port from 0 to 65535: 0.0.0.0:636",
                        "listeners[0].tls.certificate: " + folder.resolve("missing.crt") + " does not exist",
                        "listeners[0].tls.privatekey: is not a key; did you mean privateKey?",
                        "listeners[0].startTls: \"requierd\" is not one of off, optional, required",
                        "directory.servers: is missing; list the servers, or have them found by dns or aws",
                        "limits.connections: \"many\" is not a number from 1 to 1000000",
                        "limits.handshakeTimeout: \"11m\" is not a time from 100ms to 10m, such as 150ms, 3s, 2m or 1h",
                        "limits.idleTimeout: \"15\" is not a time from 1s to 168h; it has no unit: write 15s, 15m or 15h",
                        "limits.requestSize: \"16MB\" is not a size from 1KiB to 1024MiB; write 16MiB",
                        "admin: must be a section with the keys address",
                        "directroy: is not a key; did you mean directory?");
    }

    @Test
    void anUnknownKeyUnlikeAnyOtherGetsTheListOfThem() {
        assertThat(problemsOf("shutdown: { grace: 3s }"))
                .containsExactly("shutdown.grace: is not a key; there are delay, timeout, notice");
    }

    @Test
    void settingsThatContradictEachOther() {
        assertThat(problems("""
                        listeners:
                          - { address: 127.0.0.1:389, startTls: optional }
                          - address: 127.0.0.1:636
                            tls: { certificate: server.crt, privateKey: privatekey.pem, clientCertificates: required }
                        directory:
                          servers: [127.0.0.1:0]
                          tls: { ca: ca.pem, insecure: true, serverName: a }
                          health: { interval: 10s, maxBackoff: 9s }
                        upstream: { pooling: operation }
                        limits: { requestSize: 1MiB, anonymousRequestSize: 2MiB }
                        """))
                .containsExactly(
                        "listeners[0].startTls: needs a certificate: give `tls` with certificate and privateKey, or set startTls: off",
                        "listeners[1].tls.clientCa: is missing: clientCertificates needs the authorities to check them against",
                        "directory.servers[0].address: \"127.0.0.1:0\" needs a port from 1 to 65535",
                        "directory.tls.insecure: true makes ca and serverName useless; remove them or it",
                        "directory.health.maxBackoff: must not be shorter than interval",
                        "upstream.pooling: \"operation\" is not available in this version; use session",
                        "limits.anonymousRequestSize: must not be larger than requestSize");
    }

    @Test
    void tlsSettingsThatPlainTransportWouldIgnoreAreRefused() {
        assertThat(problems(MINIMAL + "  tls: { insecure: true }\n"))
                .containsExactly(
                        "directory.tls: is not used while transport is plain; set transport to ldaps or startTls, or remove it");
    }

    @Test
    void doublesAreRefused() {
        assertThat(problems("""
                        listeners:
                          - { address: 127.0.0.1:389, name: a }
                          - { address: 127.0.0.1:389, name: a }
                          - { address: 127.0.0.1:0 }
                          - { address: 127.0.0.1:0 }
                        directory:
                          servers: [dc1:389]
                        """))
                .containsExactly(
                        "listeners[1].address: 127.0.0.1:389 is the address of listeners[0] as well",
                        "listeners[1].name: \"a\" is another listener's name as well");
        assertThat(problems(MINIMAL + "  servers: [10.0.1.10:389]\n"))
                .containsExactly("directory.servers: is given twice");
        assertThat(problems("directory: { servers: [a:1, a:1] }"))
                .containsExactly("listeners: is missing", "directory.servers[1]: a:1 is listed already");
    }

    @Test
    void emptySectionsMeanTheirDefaultsAndNullSwitchesOff() throws Exception {
        assertThat(parse(MINIMAL + "limits:\nadmin:\n")).isEqualTo(parse(MINIMAL));
        assertThat(parse(MINIMAL + "admin: null\naccessLog: ~\n").admin().address())
                .isNull();
        assertThat(parse(MINIMAL + "admin: { address: off }\n").admin().address())
                .isNull();
    }

    @Test
    void syntaxErrorsHaveLineAndColumn() {
        assertThat(problems("listeners:\n  - address: a: b\n"))
                .containsExactly("line 2, column 15: mapping values are not allowed here, in: \"- address: a: b\"");
        assertThat(problems("a: 1\n---\nb: 2\n")).hasSize(1).first().asString().startsWith("line 2, column 1: ");
        assertThat(problems("a: \u0007")).hasSize(1).first().asString().startsWith("is not YAML: ");
        assertThat(problems("[".repeat(100_000))).hasSize(1);
    }

    @Test
    void anEmptyFileLacksWhatIsRequired() {
        assertThat(problems(""))
                .containsExactly(
                        "listeners: is missing",
                        "directory.servers: is missing; list the servers, or have them found by dns or aws");
        assertThat(problems("- 1"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("must be a section with the keys listeners, ");
    }

    @Test
    void filesThatCannotBeRead() throws Exception {
        Path config = folder.resolve("dirgate.yaml");
        assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(config)))
                .hasMessage(config + ":\n  there is no such file");
        assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(folder)))
                .hasMessage(folder + ":\n  is a folder; name the file in it");
        Files.write(config, new byte[] {'a', (byte) 0xff, (byte) 0xfe});
        assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(config))
                        .problems())
                .containsExactly("is not UTF-8 text");
        Files.write(config, new byte[2 << 20]);
        assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(config))
                        .problems())
                .containsExactly("is larger than 1 MiB: this is no configuration file");
        Files.writeString(config, MINIMAL);
        assertThat(ConfigLoader.load(config)).isEqualTo(parse(MINIMAL));
    }

    @Test
    void aCertificateIsFromOnePlace() throws Exception {
        String arn = "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";
        String secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ldap-AbCdEf";
        ServerTlsConfig tls = tls(parse("""
                        listeners:
                          - { address: "a:1", tls: { certificates: [{ acm: "%s" }, { secretsManager: "%s" }, { pkcs12: ca.pem }] } }
                        directory: { servers: [dc1:389] }
                        """.formatted(arn, secret)));
        assertThat(tls.certificates())
                .extracting(CertificateConfig::source)
                .containsExactly(arn, secret, folder.resolve("ca.pem").toString());
        assertThat(tls.certificates().get(0).acm())
                .extracting(AcmConfig::region)
                .isEqualTo("eu-central-1");
        assertThat(tls.certificates().get(1).secretsManager())
                .extracting(SecretConfig::region)
                .isEqualTo("eu-west-1");
        assertThat(problems("""
                        listeners:
                          - { address: "a:1", tls: { acm: "%s", pkcs12: ca.pem } }
                          - { address: "a:2", tls: { privateKey: privatekey.pem } }
                          - { address: "a:3", tls: { certificate: server.crt, cache: { file: c.p12, passphraseFile: ca.pem } } }
                          - { address: "a:4", tls: { acm: "arn:aws:iam::1:server", passphraseFile: ca.pem } }
                          - { address: "a:5", tls: { passphraseFile: ca.pem } }
                        directory: { servers: [dc1:389] }
                        """.formatted(arn)))
                .containsExactly(
                        "listeners[0].tls.acm: only one of certificate, pkcs12, acm and secretsManager can be given",
                        "listeners[1].tls.certificate: is missing",
                        "listeners[2].tls.privateKey: is missing",
                        "listeners[2].tls.cache: is not used with files; remove it",
                        "listeners[3].tls.acm.arn: \"arn:aws:iam::1:server\" is not a certificate's ARN, such as"
                                + " arn:aws:acm:eu-central-1:123456789012:certificate/…",
                        "listeners[4].tls.certificate: is missing; give it with its privateKey, or pkcs12, acm or"
                                + " secretsManager");
    }

    @Test
    void serversAreListedOrFoundInOneWay() throws Exception {
        DnsConfig dns = parse("""
                        listeners: [{ address: "127.0.0.1:0" }]
                        directory: { dns: corp.example.com }
                        """).directory().dns();
        assertThat(dns).isNotNull();
        assertThat(dns.recordName()).isEqualTo("_ldap._tcp.dc._msdcs.corp.example.com");
        assertThat(dns.nameServerAddresses()).isEmpty();
        assertThat(problems(MINIMAL + "  dns: corp.example.com\n"))
                .containsExactly("directory.dns: only one of servers, dns and aws can say which servers there are");
        assertThat(problems("directory: { aws: { id: d-12345, stateFile: '-' } }"))
                .containsExactly(
                        "listeners: is missing",
                        "directory.aws.id: \"d-12345\" is not a directory's id, such as d-1234567890",
                        "directory.aws.stateFile: \"-\" is not the name of a file");
        assertThat(problems("""
                        directory:
                          dns: { domain: "corp example", nameServers: [10.0.1.10, dc1:53, "::1", "[::1]:5353"], maxRefresh: 1s }
                        """))
                .containsExactly(
                        "listeners: is missing",
                        "directory.dns.domain: \"corp example\" is not a DNS name such as corp.example.com",
                        "directory.dns.nameServers[1]: \"dc1:53\" is not an address such as 10.0.1.10, 10.0.1.10:53 or \"[::1]:53\"",
                        "directory.dns.maxRefresh: must not be shorter than minRefresh");
    }

    @Test
    void pathsThatAreNoFiles() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        assertThat(problems("""
                        listeners:
                          - { address: "a:1", tls: { certificate: link, privateKey: "a\\0b", passphraseFile: . } }
                        directory: { servers: [dc1:389] }
                        accessLog: no/such/folder.json
                        """))
                .containsExactly(
                        "listeners[0].tls.certificate: " + folder.resolve("link")
                                + " is a link to a file that does not exist",
                        "listeners[0].tls.privateKey: \"a b\" is not the name of a file",
                        "listeners[0].tls.passphraseFile: " + folder.resolve(".") + " is a folder; name a file",
                        "accessLog.file: " + folder.resolve("no/such/folder.json")
                                + " cannot be written: its folder does not exist");
    }
}

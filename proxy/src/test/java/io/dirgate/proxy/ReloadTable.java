package io.dirgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import io.dirgate.proxy.aws.fake.AwsSettings;
import io.dirgate.proxy.aws.fake.FakeAws;
import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.demo.DemoDirectory;
import io.dirgate.proxy.tls.TestPki;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** Each setting with two values of the section that it is in, and how one sees that the second is in force. */
final class ReloadTable implements AutoCloseable {
    private static final String ARN =
            "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-12345678901";
    private static final String PASSPHRASE = "correct horse";

    /** What can be seen of a gateway. */
    interface Check {
        void of(Gateway gateway) throws Exception;
    }

    /**
     * One setting.
     *
     * @param section where {@code before} and {@code after} stand in the configuration
     */
    record Row(String path, String section, String before, String after, Check check) {}

    private final Path folder;
    private final List<Row> rows = new ArrayList<>();
    private final DemoDirectory one = DemoDirectory.start();
    private final DemoDirectory other = DemoDirectory.start();
    private final ScriptedNames names = new ScriptedNames(other.port());
    private final FakeAws aws = FakeAws.start();
    private final AwsSettings settings = new AwsSettings(aws.endpoint());
    private final TestPki.Pair authority = TestPki.authority("CA");
    private final Gateway inTls;

    ReloadTable(Path folder) throws Exception {
        this.folder = folder;
        for (String name : new String[] {"one", "two", "three", "four"}) {
            TestPki.Pair pair = TestPki.server(name).issuedBy(authority);
            pair.write(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
            aws.secrets().put(name, pair.key() + pair.chain(authority));
            if (name.equals("one") || name.equals("two")) {
                aws.certificates()
                        .put(
                                ARN + (name.equals("one") ? 1 : 2),
                                "PRIVATE",
                                "ISSUED",
                                pair.chain(),
                                authority.chain(),
                                pair.key());
                pkcs12(name, pair);
            }
        }
        aws.secrets()
                .put(
                        "two",
                        Files.readString(folder.resolve("three.key")) + Files.readString(folder.resolve("three.crt")));
        Files.copy(folder.resolve("one.key"), folder.resolve("same.key"));
        Files.writeString(folder.resolve("ca.pem"), authority.chain());
        Files.writeString(folder.resolve("cas.pem"), authority.chain(TestPki.authority("other CA")));
        Files.writeString(
                folder.resolve("crl.pem"),
                TestPki.pem(TestPki.revocationList(authority, Instant.now().plusSeconds(3600))));
        Files.writeString(folder.resolve("pass"), PASSPHRASE + "\n");
        Files.writeString(folder.resolve("same-pass"), PASSPHRASE + "\n");
        Files.writeString(folder.resolve("tickets"), "A".repeat(64) + "\n");
        aws.directories().simpleAd("d-1234567890", "Active", "127.0.0.1");
        aws.directories().simpleAd("d-1234567891", "Active", "127.0.0.1");
        TestPki.server("dc.corp.example.com", "127.0.0.1")
                .issuedBy(authority)
                .write(folder.resolve("dc.crt"), folder.resolve("dc.key"));
        inTls = Gateway.start(ConfigLoader.parse(
                "{ listeners: [{ name: ldaps, address: '127.0.0.1:0', tls: { certificate: dc.crt, privateKey: dc.key } }],"
                        + " directory: { servers: ['127.0.0.1:" + one.port() + "'] }, admin: off, accessLog: off }",
                folder));
        listeners();
        directory();
        settings();
    }

    List<Row> rows() {
        return rows;
    }

    /** The configuration in which one section is another than usual. */
    GatewayConfig config(String section, String yaml) throws ConfigException {
        Map<String, String> sections = new LinkedHashMap<>(Map.of(
                "listener",
                "name: changing, address: '127.0.0.1:0', tls: { certificate: one.crt, privateKey: one.key }",
                "directory",
                servers(one.port()),
                "upstream",
                "",
                "limits",
                "",
                "admin",
                "off",
                "accessLog",
                "off",
                "shutdown",
                ""));
        sections.computeIfPresent(section, (name, usual) -> yaml);
        String listener = sections.remove("listener");
        return ConfigLoader.parse(
                "listeners: [{ name: plain, address: '127.0.0.1:0' },"
                        + " { name: secure, address: '127.0.0.1:0', tls: { certificate: four.crt, privateKey: four.key } },"
                        + " { " + listener + " }]\n"
                        + sections.entrySet().stream()
                                .map(each -> each.getKey() + ": "
                                        + (each.getValue().equals("off") ? "off" : "{ " + each.getValue() + " }")
                                        + "\n")
                                .collect(Collectors.joining()),
                folder);
    }

    private static String servers(int port) {
        return "servers: ['127.0.0.1:" + port + "']";
    }

    private void listeners() {
        String address = "name: changing, address: '127.0.0.1:0'";
        listener("name", address, address.replace("changing", "renamed"), served("renamed"));
        listener("address", address, address.replace("127.0.0.1", "127.0.0.2"), gateway -> assertThat(
                        gateway.addresses().get("changing"))
                .extracting(InetSocketAddress::getHostString)
                .isEqualTo("127.0.0.2"));
        listener("tls", address, address + ", tls: { certificate: two.crt, privateKey: two.key }", certificate("two"));
        tls(
                "certificates",
                pem("one"),
                "certificates: [{ " + pem("two") + " }, { " + pem("one") + " }]",
                certificate("two"));
        tls("certificates[].certificate", pem("one"), pem("two"), certificate("two"));
        tls("certificates[].privateKey", pem("one"), pem("one").replace("one.key", "same.key"), certificate("one"));
        tls("certificates[].pkcs12", p12("one"), p12("two"), certificate("two"));
        tls(
                "certificates[].passphraseFile",
                p12("two"),
                p12("two").replace(": pass", ": same-pass"),
                certificate("two"));
        tls("certificates[].acm", pem("one"), "acm: " + ARN + "2", certificate("two"));
        tls("certificates[].acm.arn", "acm: " + ARN + "1", "acm: " + ARN + "2", certificate("two"));
        tls(
                "certificates[].acm.refresh",
                "acm: " + ARN + "1",
                "acm: { arn: '" + ARN + "1', refresh: 30m }",
                certificate("one"));
        tls("certificates[].secretsManager", pem("one"), "secretsManager: three", certificate("three"));
        tls(
                "certificates[].secretsManager.secretId",
                "secretsManager: three",
                "secretsManager: one",
                certificate("one"));
        tls(
                "certificates[].secretsManager.versionStage",
                "secretsManager: two",
                "secretsManager: { secretId: two, versionStage: AWSPREVIOUS }",
                certificate("two"));
        tls(
                "certificates[].secretsManager.region",
                "secretsManager: three",
                "secretsManager: { secretId: three, region: eu-west-1 }",
                certificate("three"));
        tls(
                "certificates[].secretsManager.refresh",
                "secretsManager: three",
                "secretsManager: { secretId: three, refresh: 1m }",
                certificate("three"));
        String cache = "secretsManager: three, cache: { file: %s, passphraseFile: %s }";
        Check cached = gateway -> assertThat(folder.resolve("two.cache")).exists();
        tls(
                "certificates[].cache",
                "secretsManager: three",
                cache.formatted("one.cache", "pass"),
                gateway -> assertThat(folder.resolve("one.cache")).exists());
        tls(
                "certificates[].cache.file",
                cache.formatted("one.cache", "pass"),
                cache.formatted("two.cache", "pass"),
                cached);
        tls(
                "certificates[].cache.passphraseFile",
                cache.formatted("one.cache", "pass"),
                cache.formatted("one.cache", "same-pass"),
                certificate("three"));
        String asking = pem("one") + ", protocols: [TLSv1.2], clientCa: ca.pem, clientCertificates: ";
        Check refused = gateway -> assertThatThrownBy(() -> handshake(gateway)).isInstanceOf(java.io.IOException.class);
        tls("clientCertificates", asking + "optional", asking + "required", refused);
        tls("clientCa", asking + "required", asking.replace("ca.pem", "cas.pem") + "required", refused);
        tls("clientCrl", asking + "optional", asking + "optional, clientCrl: crl.pem", certificate("one"));
        tls(
                "weakClientCertificates",
                asking + "optional",
                asking + "optional, weakClientCertificates: true",
                certificate("one"));
        tls("protocols", pem("one"), pem("one") + ", protocols: [TLSv1.2]", gateway -> assertThat(
                        handshake(gateway).getProtocol())
                .isEqualTo("TLSv1.2"));
        tls(
                "ciphers",
                pem("one") + ", protocols: [TLSv1.2]",
                pem("one") + ", protocols: [TLSv1.2], ciphers: ECDHE-ECDSA-AES256-GCM-SHA384",
                gateway -> assertThat(handshake(gateway).getCipherSuite())
                        .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"));
        tls("ticketKeys", pem("one"), pem("one") + ", ticketKeys: tickets", certificate("one"));
        String both = address + ", tls: { " + pem("one") + " }, startTls: ";
        listener("startTls", both + "off", both + "optional", gateway -> {
            try (LDAPConnection client = new LDAPConnection("127.0.0.1", port(gateway, "changing"))) {
                client.processExtendedOperation(
                        new StartTLSExtendedRequest(new SSLUtil(new TrustAllTrustManager()).createSSLContext()));
                assertThat(client.getRootDSE()).isNotNull();
            }
        });
        String from = address + ", proxyProtocol: { from: [%s] }";
        listener("proxyProtocol", address, from.formatted("127.0.0.0/8"), balanced());
        listener("proxyProtocol.from", from.formatted("192.0.2.0/24"), from.formatted("127.0.0.0/8"), balanced());
    }

    private void directory() {
        String both = "servers: [{ address: '127.0.0.1:%d', priority: %d }, '127.0.0.1:%d']";
        directory("servers", servers(one.port()), both.formatted(one.port(), 1, other.port()), up(other.port()));
        directory("servers[].address", servers(one.port()), servers(other.port()), up(other.port()));
        directory(
                "servers[].priority",
                both.formatted(one.port(), 1, other.port()),
                both.formatted(one.port(), 2, other.port()),
                served("plain"));
        String dns = "dns: { domain: corp.example.com, nameServers: ['" + names.address() + "'], %s }";
        directory("dns", servers(one.port()), dns.formatted("port: 0"), found(other.port()));
        directory(
                "dns.domain",
                dns.formatted("port: 0"),
                dns.formatted("port: 0").replace("corp.", "corp2."),
                found(other.port()));
        directory(
                "dns.service",
                dns.formatted("port: 0"),
                dns.formatted("service: _ldap._tcp.berlin._sites.dc._msdcs"),
                found(other.port()));
        directory(
                "dns.nameServers",
                dns.formatted("port: 0").replace("nameServers: [", "nameServers: ['" + names.address() + "', "),
                dns.formatted("port: 0"),
                found(other.port()));
        directory("dns.port", dns.formatted("port: 0"), dns.formatted("port: " + one.port()), found(one.port()));
        directory("dns.minRefresh", dns.formatted("port: 0"), dns.formatted("minRefresh: 1s"), found(other.port()));
        directory("dns.maxRefresh", dns.formatted("port: 0"), dns.formatted("maxRefresh: 1m"), found(other.port()));
        String inAws = "aws: { id: d-1234567890, region: eu-central-1, port: " + other.port() + "%s }";
        directory("aws", servers(one.port()), inAws.formatted(""), up(other.port()));
        directory("aws.id", inAws.formatted(""), inAws.formatted("").replace("890", "891"), up(other.port()));
        directory("aws.region", inAws.formatted(""), inAws.formatted("").replace("central", "west"), up(other.port()));
        directory(
                "aws.availabilityZone",
                inAws.formatted(""),
                inAws.formatted(", availabilityZone: eu-central-1a"),
                up(other.port()));
        directory(
                "aws.port",
                inAws.formatted(""),
                inAws.formatted("").replace("" + other.port(), "" + one.port()),
                up(one.port()));
        directory("aws.refresh", inAws.formatted(", refresh: 1h"), inAws.formatted(", refresh: 100ms"), gateway -> {
            long asked = aws.asked("ds:DescribeDirectories");
            await().until(() -> aws.asked("ds:DescribeDirectories") > asked + 1);
        });
        directory(
                "aws.stateFile", inAws.formatted(""), inAws.formatted(", stateFile: state.json"), gateway -> assertThat(
                                folder.resolve("state.json"))
                        .exists());
        int tlsPort = port(inTls, "ldaps");
        String verified = servers(tlsPort) + ", transport: ldaps, tls: { %s }";
        directory("transport", servers(one.port()), verified.formatted("ca: ca.pem"), reached(tlsPort));
        directory("tls", verified.formatted("ca: ca.pem"), verified.formatted("ca: cas.pem"), reached(tlsPort));
        directory("tls.ca", verified.formatted("ca: dc.crt"), verified.formatted("ca: ca.pem"), reached(tlsPort));
        directory(
                "tls.serverName",
                verified.formatted("ca: ca.pem, serverName: none.example.com"),
                verified.formatted("ca: ca.pem, serverName: dc.corp.example.com"),
                reached(tlsPort));
        directory(
                "tls.insecure",
                verified.formatted("ca: ca.pem"),
                verified.formatted("insecure: true"),
                reached(tlsPort));
        directory("affinity", servers(one.port()), servers(one.port()) + ", affinity: none", served("plain"));
        String health = servers(one.port()) + ", health: { interval: %s, maxBackoff: 1h%s }";
        directory("health", servers(one.port()), health.formatted("1h", ""), served("plain"));
        directory("health.interval", health.formatted("1h", ""), health.formatted("100ms", ""), gateway -> {
            double probes = metric(gateway, "dirgate_server_probe_seconds_count", ":" + one.port());
            await().until(() -> metric(gateway, "dirgate_server_probe_seconds_count", ":" + one.port()) > probes + 1);
        });
        for (String setting : new String[] {"timeout: 1s", "fall: 4", "rise: 3", "slowStart: 1s", "maxClockSkew: 1h"}) {
            directory(
                    "health." + setting.substring(0, setting.indexOf(':')),
                    health.formatted("2s", ""),
                    health.formatted("2s", ", " + setting),
                    served("plain"));
        }
        directory(
                "health.maxBackoff",
                health.formatted("2s", ""),
                health.formatted("2s", "").replace("1h", "10s"),
                served("plain"));
    }

    private void settings() {
        setting("upstream.pooling", "operation", served("plain"));
        for (String value : new String[] {
            "connectTimeout: 1s",
            "operationTimeout: 60s",
            "idleTimeout: 10m",
            "keepCredentials: false",
            "recycle: false"
        }) {
            setting(
                    "upstream." + value.substring(0, value.indexOf(':')),
                    value.substring(value.indexOf(' ') + 1),
                    served("plain"));
        }
        setting("limits.connections", "777", gateway -> assertThat(metric(gateway, "dirgate_connections_limit"))
                .isEqualTo(777));
        setting("limits.connectionsPerAddress", "2", gateway -> {
            try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), port(gateway, "plain"))) {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> refused.getInputStream().read() >= 0);
            }
        });
        setting("limits.requestMemory", "32MiB", gateway -> assertThat(
                        metric(gateway, "dirgate_requests_memory_limit_bytes"))
                .isEqualTo(32 << 20));
        for (String value : new String[] {
            "anonymousConnections: 100", "handshakeTimeout: 5s", "handshakes: 8", "firstRequestTimeout: 30s",
                    "anonymousIdleTimeout: 30s",
            "idleTimeout: 1h", "requestSize: 1MiB", "anonymousRequestSize: 128KiB", "searchSize: 64KiB",
                    "filterDepth: 100",
            "unreadMemory: 32MiB", "requestTimeout: 30s", "operationsInFlight: 100"
        }) {
            setting(
                    "limits." + value.substring(0, value.indexOf(':')),
                    value.substring(value.indexOf(' ') + 1),
                    served("plain"));
        }
        rows.add(new Row("admin.address", "admin", "off", "address: '127.0.0.1:0'", gateway -> {
            InetSocketAddress admin = gateway.adminAddress();
            assertThat(admin).isNotNull();
            URI page = URI.create("http://127.0.0.1:" + admin.getPort() + "/healthz");
            assertThat(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }));
        rows.add(new Row("accessLog.file", "accessLog", "off", "file: access.log", gateway -> await().until(
                        () -> Files.size(folder.resolve("access.log")) > 0)));
        setting("shutdown.delay", "1s", gateway -> assertThat(gateway.drainsWithin())
                .isEqualTo(Duration.ofSeconds(31)));
        setting("shutdown.timeout", "1s", gateway -> assertThat(gateway.drainsWithin())
                .isEqualTo(Duration.ofSeconds(6)));
        setting("shutdown.notice", "on", served("plain"));
    }

    private void listener(String setting, String before, String after, Check check) {
        rows.add(new Row("listeners[]." + setting, "listener", before, after, check));
    }

    private void tls(String setting, String before, String after, Check check) {
        String listener = "name: changing, address: '127.0.0.1:0', tls: { %s }";
        listener("tls." + setting, listener.formatted(before), listener.formatted(after), check);
    }

    private void directory(String setting, String before, String after, Check check) {
        rows.add(new Row("directory." + setting, "directory", before, after, check));
    }

    private void setting(String path, String value, Check check) {
        int dot = path.indexOf('.');
        rows.add(new Row(path, path.substring(0, dot), "", path.substring(dot + 1) + ": " + value, check));
    }

    private static String pem(String name) {
        return "certificate: %s.crt, privateKey: %s.key".formatted(name, name);
    }

    private static String p12(String name) {
        return "pkcs12: " + name + ".p12, passphraseFile: pass";
    }

    private void pkcs12(String name, TestPki.Pair pair) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "key", pair.keys().getPrivate(), PASSPHRASE.toCharArray(), new X509Certificate[] {pair.certificate()});
        try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".p12"))) {
            store.store(out, PASSPHRASE.toCharArray());
        }
    }

    static int port(Gateway gateway, String listener) {
        InetSocketAddress address = gateway.addresses().get(listener);
        assertThat(address).isNotNull();
        return address.getPort();
    }

    private static SSLSession handshake(Gateway gateway) throws Exception {
        SSLUtil ssl = new SSLUtil(new TrustAllTrustManager());
        try (SSLSocket socket =
                (SSLSocket) ssl.createSSLSocketFactory().createSocket("127.0.0.1", port(gateway, "changing"))) {
            socket.startHandshake();
            return socket.getSession();
        }
    }

    private static Check certificate(String name) {
        return gateway -> assertThat(((X509Certificate) handshake(gateway).getPeerCertificates()[0])
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=" + name);
    }

    /** A new client is served. */
    private static Check served(String listener) {
        return gateway -> {
            try (LDAPConnection client = new LDAPConnection("127.0.0.1", port(gateway, listener))) {
                assertThat(client.getRootDSE()).isNotNull();
            }
        };
    }

    /** A client in person is refused where only a balancer is expected. */
    private static Check balanced() {
        return gateway -> assertThatThrownBy(() -> served("changing").of(gateway));
    }

    /** The server at this port is used. */
    private static Check up(int port) {
        return gateway -> {
            await().until(() -> metric(gateway, "dirgate_server_state", ":" + port, "\"up\"")
                            + metric(gateway, "dirgate_server_state", ":" + port, "\"slowStart\"")
                    == 1);
            served("plain").of(gateway);
        };
    }

    /** As {@link #up}, for one that was found by name. */
    private static Check found(int port) {
        return gateway -> await().until(() -> metric(
                                gateway, "dirgate_server_state", "dc.corp.example.com:" + port, "\"up\"")
                        + metric(gateway, "dirgate_server_state", "dc.corp.example.com:" + port, "\"slowStart\"")
                == 1);
    }

    /** As {@link #up}, and a new client's connection goes there. */
    private static Check reached(int port) {
        return gateway -> {
            up(port).of(gateway);
            assertThat(metric(gateway, "dirgate_server_connect_seconds_count", ":" + port))
                    .isPositive();
        };
    }

    private static double metric(Gateway gateway, String name, String... labels) {
        return gateway.parts()
                .metrics()
                .scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        inTls.close();
        settings.close();
        aws.close();
        names.close();
        one.close();
        other.close();
    }
}

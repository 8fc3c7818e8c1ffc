package io.dirgate.proxy.demo;

import io.dirgate.proxy.config.AdminConfig;
import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.DirectoryConfig;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.config.ServerConfig;
import io.dirgate.proxy.config.StartTls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The configuration of config/demo.yaml, with the demo's ports and the files in its folder. */
record DemoConfig(GatewayConfig written) {
    /** Names of the listeners on 127.0.0.1. Listener names for other hosts contain the host too. */
    static final String LDAPS = "ldaps";

    static final String LDAP = "ldap";
    private static final String FILE = "demo.yaml";

    /** Reads the file from the jar. Its certificate and key paths refer to the folder. */
    static DemoConfig in(Path folder) {
        try (InputStream yaml = DemoConfig.class.getResourceAsStream(FILE)) {
            byte[] text = Objects.requireNonNull(yaml, FILE).readAllBytes();
            return new DemoConfig(ConfigLoader.parse(new String(text, StandardCharsets.UTF_8), folder));
        } catch (IOException | ConfigException e) {
            throw new IllegalStateException("the jar's " + FILE + " cannot be used", e);
        }
    }

    /** The configured admin address. The demo chooses another port if this one is in use. */
    Endpoint admin() {
        return Objects.requireNonNull(written.admin().address(), "admin.address");
    }

    /** Repeats each configured listener on each host. */
    GatewayConfig with(DemoPorts ports, List<String> hosts) {
        List<ListenerConfig> listeners = hosts.stream()
                .flatMap(host -> written.listeners().stream().map(listener -> at(host, listener, ports)))
                .toList();
        DirectoryConfig directory = written.directory();
        List<ServerConfig> server = List.of(new ServerConfig(new Endpoint(Loopback.IPV4, ports.directory()), 1));
        return new GatewayConfig(
                listeners,
                new DirectoryConfig(
                        server,
                        null,
                        null,
                        directory.transport(),
                        directory.tls(),
                        directory.affinity(),
                        directory.health()),
                written.upstream(),
                written.limits(),
                new AdminConfig(new Endpoint(admin().host(), ports.admin())),
                written.accessLog(),
                written.shutdown());
    }

    private static ListenerConfig at(String host, ListenerConfig listener, DemoPorts ports) {
        boolean ldaps = listener.startTls() == StartTls.OFF;
        return new ListenerConfig(
                (ldaps ? LDAPS : LDAP) + (host.equals(Loopback.IPV4) ? "" : " " + host),
                new Endpoint(host, ldaps ? ports.ldaps() : ports.ldap()),
                listener.tls(),
                listener.startTls(),
                listener.proxyProtocol());
    }
}

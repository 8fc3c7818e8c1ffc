package io.dirgate.proxy;

import io.dirgate.proxy.backend.Connector;
import io.dirgate.proxy.backend.Directory;
import io.dirgate.proxy.backend.Prober;
import io.dirgate.proxy.config.CertificateConfig;
import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.discovery.Discovery;
import io.dirgate.proxy.discovery.DiscoveryException;
import io.dirgate.proxy.discovery.FoundServer;
import io.dirgate.proxy.net.Transport;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.observe.ServedCertificate;
import io.dirgate.proxy.tls.TlsContexts;
import io.dirgate.proxy.tls.TlsException;
import io.dirgate.proxy.tls.UpstreamTls;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dirgate check}: everything that {@code run} would meet, without serving anybody. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Reads the configuration and its certificates, finds the directory servers, and reads the rootDSE of each.",
        footer = "Exit code 0: all is well; 1: a directory server is not; 2: the configuration cannot be used.")
final class Check implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration, in YAML.")
    private Path file;

    @Option(
            names = "--offline",
            description =
                    "Only read the configuration and the certificates and keys in files: no directory server and no AWS"
                            + " service is asked. The installed service does so before each reload.")
    private boolean offline;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException, StartException, InterruptedException {
        GatewayConfig config = ConfigLoader.load(file);
        PrintWriter out = spec.commandLine().getOut();
        try {
            checkCertificates(config, out);
            if (offline) {
                upstreamTls(config).close();
                return 0;
            }
            return checkServers(config, out) ? 0 : 1;
        } catch (TlsException e) {
            throw new ConfigException(file.toString(), e.getMessage());
        } finally {
            out.flush();
        }
    }

    private void checkCertificates(GatewayConfig config, PrintWriter out) throws TlsException {
        for (int i = 0; i < config.listeners().size(); i++) {
            ListenerConfig listener = config.listeners().get(i);
            if (listener.tls() == null) {
                out.printf("listener  %s  in clear%n", listener.name());
                continue;
            }
            if (offline && listener.tls().certificates().stream().anyMatch(CertificateConfig::isFromAws)) {
                out.printf("listener  %s  certificate in AWS, not looked at%n", listener.name());
                continue;
            }
            try (TlsContexts contexts = TlsContexts.load(listener, ProxyMetrics.NONE)) {
                for (ServedCertificate served : contexts.certificates()) {
                    out.printf(
                            "listener  %s  %s %s, valid until %s%n",
                            listener.name(), served.subject(), served.keyType(), served.notAfter());
                }
            } catch (TlsException e) {
                throw e.under("listeners[" + i + "]");
            }
        }
    }

    private static boolean checkServers(GatewayConfig config, PrintWriter out)
            throws TlsException, InterruptedException {
        try (Transport transport = new Transport(1);
                UpstreamTls tls = upstreamTls(config)) {
            Connector connector = new Connector(
                    transport.sockets(config.directory().nameServers()),
                    config.directory(),
                    config.upstream(),
                    tls,
                    ProxyMetrics.NONE);
            Prober prober = new Prober(
                    transport.loops().next(), connector, config.directory().health());
            List<FoundServer> found = find(config, transport);
            found.forEach(server -> out.printf("found     %s  %s%n", server.address(), server.description()));
            Map<String, @Nullable String> faults =
                    Directory.check(found, config.directory().health(), prober).join();
            faults.forEach((server, fault) -> out.printf("server    %s  %s%n", server, fault == null ? "well" : fault));
            return faults.values().stream().allMatch(fault -> fault == null);
        } catch (DiscoveryException e) {
            out.printf("found     nothing: %s%n", e.getMessage());
            return false;
        }
    }

    private static List<FoundServer> find(GatewayConfig config, Transport transport)
            throws DiscoveryException, InterruptedException {
        try (Discovery discovery = Discovery.of(
                config.directory(),
                () -> transport.newResolver(config.directory().nameServers()),
                ProxyMetrics.NONE)) {
            return discovery.ask();
        }
    }

    private static UpstreamTls upstreamTls(GatewayConfig config) throws TlsException {
        try {
            return UpstreamTls.load(config.directory().tls());
        } catch (TlsException e) {
            throw e.under("directory");
        }
    }
}

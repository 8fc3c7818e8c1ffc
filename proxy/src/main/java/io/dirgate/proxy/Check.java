package io.dirgate.proxy;

import io.dirgate.proxy.backend.Connector;
import io.dirgate.proxy.backend.Directory;
import io.dirgate.proxy.backend.Prober;
import io.dirgate.proxy.config.CertificateConfig;
import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.config.NamedFiles;
import io.dirgate.proxy.config.Network;
import io.dirgate.proxy.config.ProxyProtocolConfig;
import io.dirgate.proxy.dialect.ServerRefusal;
import io.dirgate.proxy.discovery.Discovery;
import io.dirgate.proxy.discovery.DiscoveryException;
import io.dirgate.proxy.discovery.FoundServer;
import io.dirgate.proxy.net.ListenProblem;
import io.dirgate.proxy.net.Transport;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.ports.SharedPort;
import io.dirgate.proxy.tls.Inspection;
import io.dirgate.proxy.tls.KnownAuthorities;
import io.dirgate.proxy.tls.TlsContexts;
import io.dirgate.proxy.tls.TlsException;
import io.dirgate.proxy.tls.UpstreamTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code dirgate check}: a check before {@code run}. Reports everything that would make {@code run} or clients fail,
 * without serving clients.
 */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Reads the configuration and its certificates, binds to its ports for a moment, finds the directory servers, and reads the"
                    + " rootDSE of each.",
            "Names every problem that would make `run` or clients fail, such as an expired certificate, a missing intermediate"
                    + " certificate, or a port in use."
        },
        footer = {
            "Exit code 0: no problem, though perhaps a warning; 1: a problem; 2: the configuration or a certificate cannot be used.",
            "",
            "While a gateway of another account runs here already, its ports are in use: check then with --no-listen."
        })
final class Check implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration, in YAML.")
    private Path file;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Authorities that clients trust, in PEM. This machine's own, and those in files beside the certificates, are"
                            + " known already. May be given several times.")
    private List<Path> authorities = List.of();

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description =
                    "The user that the service runs as: the files must be readable for it. By default, for root, the account of"
                            + " the packages' systemd unit where that is installed.")
    private @Nullable String user;

    @Option(names = "--no-listen", description = "Do not try the ports.")
    private boolean noListen;

    @Option(
            names = "--offline",
            description =
                    "Only read the configuration and the certificates and keys in files: no port is tried, no directory server and no"
                            + " AWS service is asked, and only what cannot be used at all fails. The installed service does so before"
                            + " each reload.")
    private boolean offline;

    @Spec
    private CommandSpec spec;

    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @Override
    public Integer call() throws ConfigException, StartException, IOException, InterruptedException {
        try (Logs.Quiet unused = Logs.onlyErrors()) {
            return check();
        }
    }

    private int check() throws ConfigException, StartException, IOException, InterruptedException {
        GatewayConfig config = ConfigLoader.load(file);
        PrintWriter out = spec.commandLine().getOut();
        checkCertificates(config, out);
        checkFiles(config);
        warnOfTrustInEverybody(config);
        if (offline) {
            tell(out);
            return 0;
        }
        if (!noListen) {
            checkPorts(config);
        }
        boolean serversAreWell;
        try {
            serversAreWell = checkServers(config, out);
        } catch (TlsException e) {
            throw new ConfigException(file.toString(), e.problems());
        }
        tell(out);
        return serversAreWell && problems.isEmpty() ? 0 : 1;
    }

    private void tell(PrintWriter out) {
        warnings.forEach(warning -> out.printf("warning   %s%n", warning));
        problems.forEach(problem -> out.printf("problem   %s%n", problem));
        out.flush();
    }

    private void checkCertificates(GatewayConfig config, PrintWriter out) throws ConfigException {
        List<String> unusable = new ArrayList<>();
        KnownAuthorities known = knownAuthorities(config);
        for (int i = 0; i < config.listeners().size(); i++) {
            ListenerConfig listener = config.listeners().get(i);
            out.printf("listener  %s  %s%n", listener.name(), listener.tls() == null ? "in clear" : "TLS");
            if (listener.tls() == null) {
                continue;
            }
            if (offline && listener.tls().certificates().stream().anyMatch(CertificateConfig::isFromAws)) {
                out.printf("  certificate in AWS, not looked at%n");
                continue;
            }
            String path = "listeners[" + i + "]";
            try (TlsContexts contexts = TlsContexts.load(listener, ProxyMetrics.NONE)) {
                Inspection inspection = contexts.inspect(known, Instant.now());
                inspection.certificates().forEach(served -> show(served, out));
                contexts.leftOut().forEach(who -> out.printf("  leaves out %s%n", who));
                contexts.openFiles()
                        .forEach(each -> warnings.addAll(each.under(path).problems()));
                inspection
                        .problems()
                        .forEach(each -> problems.addAll(each.under(path).problems()));
                inspection
                        .warnings()
                        .forEach(each -> warnings.addAll(each.under(path).problems()));
            } catch (TlsException e) {
                unusable.addAll(e.under(path).problems());
            }
        }
        try {
            upstreamTls(config).close();
        } catch (TlsException e) {
            unusable.addAll(e.problems());
        }
        if (!unusable.isEmpty()) {
            out.flush();
            throw new ConfigException(file.toString(), unusable);
        }
    }

    private static void show(Inspection.Served served, PrintWriter out) {
        out.printf("  source  %s (%s)%n", served.source(), served.keyType());
        out.printf("  names   %s%n", String.join(", ", served.names()));
        out.printf("  chain   %s%n", String.join(" <- ", served.chain()));
        out.printf("  until   %s, %d days left%n", served.notAfter(), served.daysLeft(Instant.now()));
    }

    private KnownAuthorities knownAuthorities(GatewayConfig config) {
        List<Path> trusted = new ArrayList<>(authorities);
        if (config.directory().tls().ca() != null) {
            trusted.add(config.directory().tls().ca());
        }
        List<Path> served = NamedFiles.of(config).entrySet().stream()
                .filter(named -> named.getKey().contains(".tls.certificates["))
                .map(Map.Entry::getValue)
                .toList();
        return KnownAuthorities.of(trusted, served);
    }

    private void checkPorts(GatewayConfig config) throws IOException {
        for (int i = 0; i < config.listeners().size(); i++) {
            checkPort("listeners[" + i + "].address", config.listeners().get(i).address());
        }
        if (config.admin().address() != null) {
            checkPort("admin.address", config.admin().address());
        }
    }

    private void checkPort(String setting, Endpoint address) throws IOException {
        String problem = ListenProblem.of(address);
        if (problem != null) {
            problems.add(setting + ": " + problem);
        } else if (SharedPort.isTaken(new InetSocketAddress(address.host(), address.port()))) {
            warnings.add(setting + ": another process of this account listens on " + address
                    + " too; right only if that is this gateway, running");
        }
    }

    private void checkFiles(GatewayConfig config) throws IOException {
        ServiceUser service = serviceUser();
        if (service == null) {
            return;
        }
        for (Map.Entry<String, Path> named : NamedFiles.of(config).entrySet()) {
            String kept = service.keptFrom(named.getValue());
            if (kept != null) {
                problems.add(named.getKey() + ": " + kept);
            }
        }
    }

    private @Nullable ServiceUser serviceUser() throws IOException {
        if (user == null) {
            return "root".equals(System.getProperty("user.name")) ? ServiceUser.ofThePackages() : null;
        }
        ServiceUser found = ServiceUser.find(user);
        if (found == null) {
            problems.add("--user: there is no user " + user);
        }
        return found;
    }

    private void warnOfTrustInEverybody(GatewayConfig config) {
        for (int i = 0; i < config.listeners().size(); i++) {
            ProxyProtocolConfig proxy = config.listeners().get(i).proxyProtocol();
            if (proxy != null && proxy.from().stream().anyMatch(Network::isEverything)) {
                warnings.add("listeners[" + i + "].proxyProtocol.from: " + proxy.from()
                        + " lets every client claim any address; name the load balancers' networks");
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
            if (config.directory().transport() == io.dirgate.proxy.config.Transport.PLAIN) {
                out.printf(
                        "directory in clear: a server that wants encryption refuses simple binds (8) and password changes (13, 53): %s%n",
                        ServerRefusal.ENCRYPT);
            }
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

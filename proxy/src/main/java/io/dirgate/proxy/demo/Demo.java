package io.dirgate.proxy.demo;

import static java.util.Objects.requireNonNull;

import io.dirgate.proxy.Gateway;
import io.dirgate.proxy.Logs;
import io.dirgate.proxy.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Starts a directory, a certificate and the gateway on one machine and prints commands to paste, to try the gateway in
 * a minute.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Serve an embedded directory over LDAPS and StartTLS, and print ldapsearch lines that work.")
public final class Demo implements Callable<Integer> {
    private static final String LOG_LEVEL = "DIRGATE_LOG_LEVEL";

    @Option(
            names = "--ldaps-port",
            defaultValue = "1636",
            paramLabel = "PORT",
            description = "Port for LDAPS (default: ${DEFAULT-VALUE}).")
    private int ldapsPort;

    @Option(
            names = "--ldap-port",
            defaultValue = "1389",
            paramLabel = "PORT",
            description = "Port for LDAP with StartTLS (default: ${DEFAULT-VALUE}).")
    private int ldapPort;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        checkPorts();
        quietUnlessAsked();
        Leftovers leftovers = new Leftovers();
        Thread onCtrlC = endOnCtrlC(leftovers);
        try {
            String lines = serve(leftovers);
            PrintWriter out = command.commandLine().getOut();
            out.println(lines);
            out.flush();
            new CountDownLatch(1).await();
            return ExitCode.OK;
        } catch (StartException | IOException e) {
            command.commandLine().getErr().println("dirgate demo: " + e.getMessage());
            return ExitCode.SOFTWARE;
        } catch (InterruptedException e) {
            return ExitCode.OK;
        } finally {
            leftovers.close();
            Runtime.getRuntime().removeShutdownHook(onCtrlC);
        }
    }

    /** Exits with 0 on Ctrl-C, the normal way to end a demo. By default, Java would exit with 130. */
    private static Thread endOnCtrlC(Leftovers leftovers) {
        Thread end = new Thread(
                () -> {
                    leftovers.close();
                    Logs.flush();
                    Runtime.getRuntime().halt(ExitCode.OK);
                },
                "demo-end");
        Runtime.getRuntime().addShutdownHook(end);
        return end;
    }

    private String serve(Leftovers leftovers) throws StartException, IOException {
        TemporaryFolder folder = leftovers.add(TemporaryFolder.create());
        DemoCertificate certificate = DemoCertificate.in(folder.path());
        DemoDirectory directory = leftovers.add(DemoDirectory.start());
        DemoConfig config = DemoConfig.in(folder.path());
        int adminPort = Loopback.unlessTaken(config.admin().port());
        DemoPorts wanted = new DemoPorts(ldapsPort, ldapPort, adminPort, directory.port());
        Gateway gateway = leftovers.add(Gateway.start(config.with(wanted, Loopback.hosts())));
        return new PasteLines(certificate.authority(), taken(gateway, directory)).text();
    }

    private static DemoPorts taken(Gateway gateway, DemoDirectory directory) {
        Map<String, InetSocketAddress> addresses = gateway.addresses();
        return new DemoPorts(
                requireNonNull(addresses.get(DemoConfig.LDAPS)).getPort(),
                requireNonNull(addresses.get(DemoConfig.LDAP)).getPort(),
                requireNonNull(gateway.adminAddress()).getPort(),
                directory.port());
    }

    /** Reduces logging, so that the lines to paste remain visible. Call this before anything is logged. */
    private static void quietUnlessAsked() {
        if (System.getenv(LOG_LEVEL) == null && System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "WARN");
        }
    }

    private void checkPorts() {
        for (int port : new int[] {ldapsPort, ldapPort}) {
            if (port < 0 || port > 65_535) {
                throw new ParameterException(
                        command.commandLine(), port + " is not a port: 1 to 65535, or 0 for a free one");
            }
        }
        if (ldapsPort == ldapPort && ldapPort != 0) {
            throw new ParameterException(command.commandLine(), "--ldaps-port and --ldap-port are both " + ldapPort);
        }
    }
}

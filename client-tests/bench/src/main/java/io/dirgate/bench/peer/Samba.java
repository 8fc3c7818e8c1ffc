package io.dirgate.bench.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Samba domain controller of a new domain, on a loopback address of its own. Takes root, and some ten seconds to make. */
public final class Samba implements AutoCloseable {
    /** An ordinary user, in no group but everybody's. */
    public static final String USER = "CN=alice,CN=Users,DC=corp,DC=example,DC=com";

    public static final String PASSWORD = "Passw0rd.User";

    private static final String ADDRESS = "127.0.0.83";
    private static final int LDAP = 389;

    private final Process process;
    private final Kernel kernel;

    private Samba(Process process) {
        this.process = process;
        kernel = Kernel.family(process.toHandle());
    }

    /**
     * Returns once it takes connections.
     *
     * @param home the project's folder
     * @param folder for a folder of its own, which is made anew
     * @param placement the beginning of its command line, which puts it on its core
     * @throws IOException that says what Samba said, if it does not start
     */
    public static Samba start(Path home, Path folder, List<String> placement) throws IOException {
        Path own = folder.resolve("samba");
        Path output = folder.resolve("samba.out");
        Commands.run(output, "rm", "-rf", own.toString());
        Commands.run(
                output,
                "samba-tool",
                "domain",
                "provision",
                "--realm=CORP.EXAMPLE.COM",
                "--domain=CORP",
                "--server-role=dc",
                "--adminpass=" + PASSWORD,
                "--targetdir=" + own,
                "--host-name=dc1",
                "--host-ip=127.0.0.1",
                "--dns-backend=SAMBA_INTERNAL",
                "--use-rfc2307");
        Commands.run(output, "samba-tool", "user", "create", "alice", PASSWORD, "-H", own + "/private/sam.ldb");
        Files.createDirectories(own.resolve("run"));
        Files.createDirectories(own.resolve("ncalrpc"));
        Path configuration = own.resolve("etc/smb.conf");
        Files.writeString(
                configuration,
                Files.readString(home.resolve("client-tests/bench/peers/samba.conf"))
                        .replace("${ADDRESS}", ADDRESS)
                        .replace("${FOLDER}", own.toString()));
        List<String> command = new ArrayList<>(placement);
        command.addAll(List.of("samba", "-i", "-M", "prefork", "-s", configuration.toString()));
        Samba samba = new Samba(
                Commands.builder(output, command.toArray(String[]::new)).start());
        Runtime.getRuntime().addShutdownHook(new Thread(samba::close));
        try {
            Commands.awaitConnections(samba.process, samba.address(), output);
            return samba;
        } catch (IOException e) {
            samba.close();
            throw e;
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(ADDRESS, LDAP);
    }

    public Kernel kernel() {
        return kernel;
    }

    /** Its workers do not end with it. */
    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}

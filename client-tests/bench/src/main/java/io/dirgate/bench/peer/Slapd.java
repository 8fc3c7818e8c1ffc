package io.dirgate.bench.peer;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldif.LDIFWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** OpenLDAP's server with entries that it is given, on the cores of this process. */
public final class Slapd implements Backend {
    private final Process process;
    private final InetSocketAddress address;
    private final boolean tls;

    private Slapd(Process process, InetSocketAddress address, boolean tls) {
        this.process = process;
        this.address = address;
        this.tls = tls;
    }

    /**
     * Returns once it takes connections.
     *
     * @param home the project's folder
     * @param folder for a folder of its own, which is made anew
     * @param certificate for LDAPS; null for LDAP in clear
     * @throws IOException that says what slapd said, if it does not start
     */
    public static Slapd start(Path home, Path folder, @Nullable Certificate certificate, List<Entry> entries)
            throws IOException {
        Path own = folder.resolve("slapd");
        Commands.run(folder.resolve("slapd.out"), "rm", "-rf", own.toString());
        Files.createDirectories(own.resolve("data"));
        Path configuration = own.resolve("slapd.conf");
        Files.writeString(configuration, configuration(home, own, certificate));
        Path ldif = own.resolve("entries.ldif");
        try (LDIFWriter writer = new LDIFWriter(ldif.toFile())) {
            for (Entry entry : entries) {
                writer.writeEntry(entry);
            }
        }
        Path output = own.resolve("output");
        Commands.run(output, "slapadd", "-q", "-f", configuration.toString(), "-l", ldif.toString());
        InetSocketAddress address = Setup.freeAddress();
        String scheme = certificate == null ? "ldap://" : "ldaps://";
        Process process = Commands.builder(
                        output,
                        "slapd",
                        "-d0",
                        "-h",
                        scheme + Setup.text(address) + "/",
                        "-f",
                        configuration.toString())
                .start();
        Slapd slapd = new Slapd(process, address, certificate != null);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        try {
            Commands.awaitConnections(process, address, output);
            return slapd;
        } catch (IOException e) {
            slapd.close();
            throw e;
        }
    }

    private static String configuration(Path home, Path own, @Nullable Certificate certificate) throws IOException {
        String text = Files.readString(home.resolve("client-tests/bench/peers/slapd.conf"))
                .replace("${FOLDER}", own.toString());
        if (certificate == null) {
            return text.lines()
                    .filter(line -> !line.startsWith("${IF_TLS}"))
                    .collect(Collectors.joining("\n", "", "\n"));
        }
        return text.replace("${IF_TLS}", "")
                .replace("${CERTIFICATE}", certificate.certificate().toString())
                .replace("${KEY}", certificate.privateKey().toString());
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public boolean isTls() {
        return tls;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

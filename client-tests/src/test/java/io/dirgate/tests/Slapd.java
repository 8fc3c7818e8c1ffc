package io.dirgate.tests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * OpenLDAP's server with what a Samba domain has not: entries of 20 MB under {@link #HUGE}, and a result of 200 MB under
 * {@link #WIDE}. Everybody may read it, and {@link #ROOT_DN} may write.
 */
final class Slapd implements AutoCloseable {
    static final String ROOT_DN = "cn=root,dc=big";
    static final String PASSWORD = "Passw0rd.Slapd";
    static final String HUGE = "ou=huge,dc=big";
    static final String WIDE = "ou=wide,dc=big";
    static final int HUGE_ENTRIES = 2;
    static final int HUGE_BYTES = 20_000_000;
    static final int WIDE_ENTRIES = 10_000;
    static final int WIDE_BYTES = 20_000;

    private static final int PORT = 10389;

    private final Endpoint endpoint;
    private final Daemon daemon;

    Slapd(Path folder, Loopback loopback) {
        Folders.delete(folder);
        String address = loopback.claim(PORT);
        endpoint = new Endpoint(address, PORT, Endpoint.Security.PLAIN, Path.of("/dev/null"));
        Path configuration = Folders.write(folder.resolve("slapd.conf"), configuration(folder));
        Path ldif = folder.resolve("entries.ldif");
        try {
            Files.createDirectories(folder.resolve("mdb"));
            writeEntries(ldif);
            Program.of("slapadd", "-q", "-s", "-f", configuration.toString(), "-l", ldif.toString())
                    .run()
                    .mustSucceed();
            Files.delete(ldif);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon = Daemon.start(
                folder.resolve("slapd.out"),
                Map.of(),
                List.of(Tools.path("slapd"), "-d", "0", "-f", configuration.toString(), "-h", endpoint.uri()));
        await().atMost(Duration.ofSeconds(10)).until(() -> OpenLdap.answers(endpoint));
    }

    Endpoint plain() {
        return endpoint;
    }

    @Override
    public void close() {
        daemon.close();
    }

    private static String configuration(Path folder) {
        return """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                pidfile %1$s/slapd.pid
                sockbuf_max_incoming 33554432
                sockbuf_max_incoming_auth 33554432
                sizelimit unlimited
                database mdb
                suffix dc=big
                rootdn %2$s
                rootpw %3$s
                directory %1$s/mdb
                maxsize 2147483648
                """.formatted(folder, ROOT_DN, PASSWORD);
    }

    // Random bytes from a fixed seed: nothing on the way can compress or mix them up unnoticed.
    private static void writeEntries(Path ldif) throws IOException {
        Random random = new Random(1);
        try (Writer out = Files.newBufferedWriter(ldif)) {
            out.write("dn: dc=big\nobjectClass: organization\nobjectClass: dcObject\no: big\ndc: big\n\n");
            for (String unit : List.of(HUGE, WIDE)) {
                out.write("dn: " + unit + "\nobjectClass: organizationalUnit\n\n");
            }
            for (int i = 0; i < HUGE_ENTRIES; i++) {
                writeEntry(out, "cn=" + i + "," + HUGE, random, HUGE_BYTES);
            }
            for (int i = 0; i < WIDE_ENTRIES; i++) {
                writeEntry(out, "cn=" + i + "," + WIDE, random, WIDE_BYTES);
            }
        }
    }

    private static void writeEntry(Writer out, String dn, Random random, int size) throws IOException {
        byte[] value = new byte[size];
        random.nextBytes(value);
        out.write("dn: " + dn + "\nobjectClass: inetOrgPerson\nsn: x\naudio:: ");
        out.write(Base64.getEncoder().encodeToString(value));
        out.write("\n\n");
    }
}

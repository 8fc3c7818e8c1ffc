package io.dirgate.tests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One domain controller on a loopback address of its own, with the well-known ports. */
final class SambaController implements AutoCloseable {
    /** LDAP, LDAPS, both of the global catalogue, Kerberos, password change. */
    static final int[] PORTS = {389, 636, 3268, 3269, 88, 464};

    private final Path folder;
    private final String address;
    private final Path ca;
    private @Nullable Daemon daemon;

    SambaController(Path folder, String address, Path ca) {
        this.folder = folder;
        this.address = address;
        this.ca = ca;
    }

    String address() {
        return address;
    }

    Endpoint plain() {
        return new Endpoint(address, 389, Endpoint.Security.PLAIN, ca);
    }

    Endpoint startTls() {
        return new Endpoint(address, 389, Endpoint.Security.STARTTLS, ca);
    }

    Endpoint ldaps() {
        return new Endpoint(address, 636, Endpoint.Security.LDAPS, ca);
    }

    /** Starts it, unless it runs, and waits until it answers. */
    void start() {
        if (daemon == null) {
            String configuration = folder.resolve("etc/smb.conf").toString();
            Daemon started = Daemon.start(
                    folder.resolve("samba.out"),
                    Map.of(),
                    List.of(Tools.path("samba"), "-i", "-M", "prefork", "-s", configuration));
            daemon = started;
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        if (!started.alive()) {
                            throw new IllegalStateException("samba ended at once:\n" + started.log());
                        }
                        return OpenLdap.answers(plain());
                    });
        }
    }

    /** SIGKILL to all of its processes: the kernel resets its connections. Returns when nothing accepts connections any more. */
    void kill() {
        Daemon running = daemon;
        if (running != null) {
            running.close();
            daemon = null;
            await().pollInterval(Duration.ofMillis(5)).until(() -> !accepts());
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket(address, 389)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** SIGSTOP: connections stay, the kernel still accepts new ones, nothing answers. */
    void freeze() {
        running().signalTree("STOP");
    }

    void thaw() {
        if (daemon != null) {
            daemon.signalTree("CONT");
        }
    }

    @Override
    public void close() {
        kill();
    }

    private Daemon running() {
        Daemon running = daemon;
        if (running == null) {
            throw new IllegalStateException("the domain controller " + address + " does not run");
        }
        return running;
    }

    static String configuration(
            Path folder, String address, boolean strong, Path ca, TestAuthority.PemFiles certificate) {
        return """
                [global]
                netbios name = DC1
                realm = %1$s
                workgroup = CORP
                server role = active directory domain controller
                ldap server require strong auth = %2$s
                interfaces = %3$s/8
                bind interfaces only = yes
                server services = ldap, kdc
                dcerpc endpoint servers =
                idmap_ldb:use rfc2307 = yes
                tls cafile = %5$s
                tls certfile = %6$s
                tls keyfile = %7$s
                private dir = %4$s/private
                state directory = %4$s/state
                cache directory = %4$s/cache
                lock directory = %4$s
                pid directory = %4$s/run
                ncalrpc dir = %4$s/ncalrpc
                binddns dir = %4$s/bind-dns
                log file = %4$s/log
                [sysvol]
                path = %4$s/state/sysvol
                read only = no
                [netlogon]
                path = %4$s/state/sysvol/corp.example.com/scripts
                read only = no
                """.formatted(
                        Corp.REALM,
                        strong ? "yes" : "no",
                        address,
                        folder,
                        ca,
                        certificate.certificate(),
                        certificate.privateKey());
    }
}

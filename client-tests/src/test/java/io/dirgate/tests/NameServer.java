package io.dirgate.tests;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** dnsmasq, for the zone {@code corp.example.com} alone. What it answers lives a second. */
final class NameServer implements AutoCloseable {
    static final String LDAP = "_ldap._tcp.dc._msdcs.corp.example.com";

    private final Path folder;
    private final String address;
    private int starts;
    private @Nullable Daemon daemon;

    NameServer(Path folder, Loopback loopback) {
        this.folder = folder;
        address = loopback.claim(53);
    }

    String address() {
        return address;
    }

    /** From now on these are all its records, in dnsmasq's own words: {@code srv-host=…}, {@code host-record=…}. */
    NameServer answer(List<String> records) {
        close();
        List<String> command = new ArrayList<>(List.of(
                Tools.path("dnsmasq"),
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file=" + folder.resolve("dnsmasq.pid"),
                "--log-facility=-",
                "--user=root",
                "--no-resolv",
                "--no-hosts",
                "--local=/corp.example.com/",
                "--local-ttl=1",
                "--bind-interfaces",
                "--listen-address=" + address));
        records.forEach(each -> command.add("--" + each));
        Daemon started = Daemon.start(folder.resolve("dnsmasq-" + starts++ + ".out"), Map.of(), command);
        daemon = started;
        await().atMost(Duration.ofSeconds(10))
                .until(() -> started.log().contains("started, version") || !started.alive());
        if (!started.alive()) {
            throw new IllegalStateException("dnsmasq ended at once:\n" + started.log());
        }
        return this;
    }

    /** A domain controller's records: where it is, and that it serves the domain. */
    static List<String> controller(String name, String address, int priority) {
        return List.of(
                "host-record=%s,%s".formatted(name, address),
                "srv-host=%s,%s,389,%d,100".formatted(LDAP, name, priority));
    }

    @Override
    public void close() {
        Daemon running = daemon;
        if (running != null) {
            running.close();
            daemon = null;
        }
    }
}

package io.dirgate.bench.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The proxies that are compared. HAProxy comes first: the others are told as a ratio to it. */
public enum Peer {
    HAPROXY("HAProxy", "haproxy.cfg", "haproxy -v") {
        @Override
        List<String> command(Path home, Path configuration) {
            return List.of("haproxy", "-f", configuration.toString());
        }
    },
    NGINX("nginx", "nginx.conf", "nginx -v") {
        @Override
        List<String> command(Path home, Path configuration) {
            return List.of("nginx", "-c", configuration.toString());
        }
    },
    STUNNEL("stunnel", "stunnel.conf", "stunnel4 -version") {
        @Override
        List<String> command(Path home, Path configuration) {
            return List.of("stunnel4", configuration.toString());
        }
    },
    /** Nobody has it in service, so it is compared only where it is asked for. */
    FORWARDER("bare Netty", "forwarder.properties", "bin/dirgate --version") {
        @Override
        List<String> command(Path home, Path configuration) {
            return ByteForwarder.command(home, configuration);
        }
    },
    GATEWAY("Dirgate", "gateway.yaml", "bin/dirgate --version") {
        @Override
        List<String> command(Path home, Path configuration) {
            return List.of(home.resolve("bin/dirgate").toString(), "run", "--config", configuration.toString());
        }
    };

    private final String title;
    private final String configuration;
    private final String versionCommand;

    Peer(String title, String configuration, String versionCommand) {
        this.title = title;
        this.configuration = configuration;
        this.versionCommand = versionCommand;
    }

    abstract List<String> command(Path home, Path configuration);

    public String title() {
        return title;
    }

    /** The file's name below {@code client-tests/bench/peers}. */
    String configuration() {
        return configuration;
    }

    /** Says its version when run in the project's folder. */
    public List<String> versionCommand() {
        return List.of(versionCommand.split(" "));
    }

    /** True where a compiler must have seen the load for a while before it is at its speed. */
    public boolean isJava() {
        return this == FORWARDER || this == GATEWAY;
    }

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

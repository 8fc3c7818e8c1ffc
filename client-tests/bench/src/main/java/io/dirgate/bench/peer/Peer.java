package io.dirgate.bench.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The proxies that are compared. HAProxy comes first: the others are told as a ratio to it. */
public enum Peer {
    HAPROXY("HAProxy", "haproxy.cfg") {
        @Override
        List<String> command(Path home, Path configuration) {
            return List.of("haproxy", "-f", configuration.toString());
        }

        @Override
        public List<String> versionCommand() {
            return List.of("haproxy", "-v");
        }
    },
    NGINX("nginx", "nginx.conf") {
        @Override
        List<String> command(Path home, Path configuration) {
            return List.of("nginx", "-c", configuration.toString());
        }

        @Override
        public List<String> versionCommand() {
            return List.of("nginx", "-v");
        }
    },
    STUNNEL("stunnel", "stunnel.conf") {
        @Override
        List<String> command(Path home, Path configuration) {
            return List.of("stunnel4", configuration.toString());
        }

        @Override
        public List<String> versionCommand() {
            return List.of("stunnel4", "-version");
        }
    },
    /** Nobody has it in service, so it is compared only where it is asked for. */
    FORWARDER("bare Netty", "forwarder.properties") {
        @Override
        List<String> command(Path home, Path configuration) {
            return ByteForwarder.command(List.of("@" + home.resolve("bin/dirgate.jvm")), configuration.toString());
        }

        @Override
        public List<String> versionCommand() {
            return ByteForwarder.command(List.of(), "--version");
        }
    },
    GATEWAY("Dirgate", "gateway.yaml") {
        @Override
        List<String> command(Path home, Path configuration) {
            return List.of(home.resolve("bin/dirgate").toString(), "run", "--config", configuration.toString());
        }

        @Override
        public List<String> versionCommand() {
            return List.of("bin/dirgate", "--version");
        }
    };

    private final String title;
    private final String configuration;

    Peer(String title, String configuration) {
        this.title = title;
        this.configuration = configuration;
    }

    abstract List<String> command(Path home, Path configuration);

    /** Says its version when run in the project's folder. */
    public abstract List<String> versionCommand();

    public String title() {
        return title;
    }

    /** The file's name below {@code client-tests/bench/peers}. */
    String configuration() {
        return configuration;
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

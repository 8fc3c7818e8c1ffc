package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** AWS's SDK is large: a gateway that asks nothing of AWS starts and serves without it. */
@ExtendWith(SharedServers.class)
class SdkLoadingIT {
    /** How many of the SDK's classes the gateway has loaded, and how many of its jars are open. */
    private record Loaded(long classes, long jars) {}

    private final Loopback loopback;

    @TempDir
    Path folder;

    SdkLoadingIT(Loopback loopback) {
        this.loopback = loopback;
    }

    @Test
    void aPlainGatewayLoadsNoClassOfTheSdkAndOpensNoneOfItsJars() throws IOException {
        assertThat(loaded("servers: [\"127.0.0.1:1\"]")).isEqualTo(new Loaded(0, 0));
    }

    @Test
    void oneThatAsksAwsLoadsIt() throws IOException {
        // Nobody listens at port 1: the client is made all the same.
        Loaded loaded = loaded("aws: { id: d-1234567890, availabilityZone: off }");
        assertThat(loaded.classes()).isPositive();
        assertThat(loaded.jars()).isPositive();
    }

    private Loaded loaded(String directory) throws IOException {
        Path log = folder.resolve("classes.log");
        GatewaySetup setup = new GatewaySetup(folder, loopback)
                .directory(directory)
                .aws("http://127.0.0.1:1")
                .jvmFlag("-Xlog:class+load:file=" + log);
        long jars;
        try (GatewayProcess gateway = GatewayProcess.startWithoutServers(setup)) {
            assertThat(gateway.status("/metrics")).isEqualTo(200);
            jars = gateway.openFiles().stream()
                    .filter(file -> file.contains("/aws-sdk/"))
                    .count();
        }
        assertThat(Files.readString(log)).contains("io.dirgate.proxy.Gateway ");
        try (var lines = Files.lines(log)) {
            return new Loaded(
                    lines.filter(line -> line.contains("software.amazon")).count(), jars);
        }
    }
}

package io.dirgate.bench.peer;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the system's, and what they have to say. */
final class Commands {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private Commands() {}

    /** One to start; Debian keeps some where only root looks. */
    static ProcessBuilder builder(Path output, String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        return builder;
    }

    /** Returns when it has ended well. */
    static void run(Path output, String... command) throws IOException {
        try {
            if (builder(output, command).start().waitFor() != 0) {
                throw new IOException(command[0] + " failed:\n" + Files.readString(output));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns once a server takes connections. */
    static void awaitConnections(Process server, InetSocketAddress address, Path output) throws IOException {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try (Socket trial = new Socket()) {
                trial.connect(address);
                return;
            } catch (ConnectException e) {
                if (!server.isAlive() || System.nanoTime() > limit) {
                    throw new IOException("nothing listens at " + address + ":\n" + Files.readString(output));
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

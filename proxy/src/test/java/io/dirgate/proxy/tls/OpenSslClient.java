package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code openssl} command; without it tests are skipped, or fail where {@code CI=true}. */
final class OpenSslClient {
    private final Path folder;

    OpenSslClient(Path folder) {
        this.folder = folder;
        if (!works()) {
            if ("true".equals(System.getenv("CI"))) {
                fail("the openssl command is missing");
            }
            assumeTrue(false, "the openssl command is missing");
        }
    }

    private boolean works() {
        try {
            run("version");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs it in the folder and returns what it printed. */
    String run(String... arguments) throws IOException {
        Process process = start(arguments);
        process.getOutputStream().close();
        return output(process);
    }

    /** {@code s_client}, which sends a line once connected and waits for the echo or the end. */
    String connect(int port, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + port));
        all.addAll(List.of(arguments));
        Process process = start(all.toArray(String[]::new));
        try {
            say(process, "ECHO-OF-THIS\n");
            StringBuilder seen = new StringBuilder();
            InputStream in = process.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                seen.append((char) next);
                if (next == '\n' && seen.indexOf("ECHO-OF-THIS\n") >= 0) {
                    process.getOutputStream().close();
                }
            }
            return seen.toString();
        } finally {
            process.destroy();
        }
    }

    private static void say(Process process, String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException ended) {
            // What it printed before says why.
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static String output(Process process) throws IOException {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("openssl failed: " + text);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return text;
    }
}

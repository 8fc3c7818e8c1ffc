package io.dirgate.proxy.aws.fake;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** moto_server, a stand-in for AWS that others wrote, on a port that it chooses. It is laxer than AWS and judges the wire format. */
public final class Moto implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final String endpoint;

    private Moto(Process process, String endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Skips the test where moto is missing; with CI=true that is a failure. */
    public static Moto start(Path folder) throws IOException {
        boolean present = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "moto_server")));
        assumeTrue(present || Boolean.parseBoolean(System.getenv("CI")), "moto_server is not on the PATH");
        Path log = folder.resolve("moto.log");
        Process process = new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", "0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        String endpoint =
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> address(log), found -> !found.isEmpty());
        return new Moto(process, endpoint);
    }

    private static String address(Path log) throws IOException {
        Matcher matcher = ADDRESS.matcher(Files.readString(log));
        return matcher.find() ? matcher.group(1) : "";
    }

    /** For AWS_ENDPOINT_URL. */
    public String endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

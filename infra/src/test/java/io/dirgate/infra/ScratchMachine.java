package io.dirgate.infra;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A machine within this one: its files, copied when written, in namespaces of its own, with systemd as its first process and a
 * loopback network alone. What is installed and started there is gone when it closes. Needs root and a Debian with systemd.
 */
final class ScratchMachine implements AutoCloseable {
    private final Process holder;
    private final Path shared;
    private final long init;

    private ScratchMachine(Process holder, Path shared, long init) {
        this.holder = holder;
        this.shared = shared;
        this.init = init;
    }

    /**
     * Boots it, or skips the test where that cannot be.
     *
     * @param folder an empty folder of the test; its folder {@code shared} is {@code /mnt} of the machine
     */
    static ScratchMachine boot(Path folder) throws IOException {
        Tool.require("unshare", "nsenter", "ip", "dpkg");
        Tool.requireThat("root".equals(System.getProperty("user.name")), "only root makes a scratch machine");
        Tool.requireThat(Files.isExecutable(Path.of("/lib/systemd/systemd")), "systemd is not installed");
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Path root = Files.createDirectory(folder.resolve("root"));
        Path log = folder.resolve("console.log");
        Process holder = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--net",
                        "--pid",
                        "--uts",
                        "--ipc",
                        "--cgroup",
                        "--fork",
                        "--kill-child",
                        "sh",
                        "src/test/resources/scratch-machine.sh",
                        root.toString(),
                        shared.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            long init = await().atMost(Duration.ofSeconds(20))
                    .until(() -> holder.children().findFirst().map(ProcessHandle::pid), found -> found.isPresent())
                    .orElseThrow();
            ScratchMachine machine = new ScratchMachine(holder, shared, init);
            await().atMost(Duration.ofSeconds(60))
                    .until(
                            () -> machine.attempt("systemctl", "is-system-running"),
                            up -> up.output().startsWith("running")
                                    || up.output().startsWith("degraded"));
            return machine;
        } catch (RuntimeException e) {
            holder.destroyForcibly();
            throw new IllegalStateException("the scratch machine does not boot:\n" + Files.readString(log), e);
        }
    }

    /** The folder of this machine that is {@code /mnt} of that one. */
    Path shared() {
        return shared;
    }

    /** Runs a command there and returns what it said. */
    String run(Object... words) throws IOException, InterruptedException {
        return attempt(words).mustSucceed();
    }

    /** Runs lines of shell there, of which the first to fail ends them. */
    String shell(String lines) throws IOException, InterruptedException {
        return run("sh", "-euc", lines);
    }

    /** Starts a unit, and waits until it says that it is ready. */
    void start(String unit) throws IOException, InterruptedException {
        Tool started = attempt("systemctl", "start", unit);
        if (started.exitCode() != 0) {
            throw new AssertionError(started.output()
                    + attempt("systemctl", "status", unit).output()
                    + attempt("journalctl", "--no-pager", "-n", "60").output());
        }
    }

    /** Runs a command there that may fail. */
    Tool attempt(Object... words) throws IOException, InterruptedException {
        List<Object> command = new ArrayList<>(List.of(
                "nsenter",
                "--target=" + init,
                "--mount",
                "--net",
                "--pid",
                "--uts",
                "--ipc",
                "--cgroup",
                "--root=/proc/" + init + "/root",
                "--wd=/proc/" + init + "/root",
                "env",
                "-i",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        command.addAll(List.of(words));
        return Tool.run(command.toArray());
    }

    @Override
    public void close() throws InterruptedException {
        // The first process of a process namespace takes all others with it.
        ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
        if (!holder.waitFor(20, TimeUnit.SECONDS)) {
            holder.destroyForcibly();
        }
    }
}

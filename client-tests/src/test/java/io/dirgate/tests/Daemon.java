package io.dirgate.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server process and its children, gone at the latest when this Java process ends. Its standard input is a pipe, which Samba
 * takes as a dead man's switch.
 */
final class Daemon implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final Thread hook = new Thread(this::killTree);

    private Daemon(Process process, Path log) {
        this.process = process;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static Daemon start(Path log, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.getParent());
            return new Daemon(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What it wrote to standard output and error until now. */
    String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the signal to the process and all its children, as {@code kill -STOP}. */
    void signalTree(String signal) {
        signal(signal, tree());
    }

    /** Sends the signal to the process alone. */
    void signal(String signal) {
        Program.of("kill", "-" + signal, Long.toString(pid())).run().mustSucceed();
    }

    /** Waits for the end and gives the exit code. */
    int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("process " + pid() + " still runs after " + limit + "\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for process " + pid(), e);
        }
    }

    /** SIGKILL, and the end is waited for. */
    @Override
    public void close() {
        killTree();
        awaitExit(Duration.ofSeconds(10));
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ignored) {
            // The Java process is ending already: the hook does no harm.
        }
    }

    /**
     * Stops the whole tree before it kills any of it. A Samba that is killed child by child starts new children in between, and
     * these answer for up to a second after their parent has gone.
     */
    private void killTree() {
        Set<ProcessHandle> stopped = new LinkedHashSet<>();
        for (List<ProcessHandle> tree = tree(); stopped.addAll(tree); tree = tree()) {
            signal("STOP", tree);
        }
        stopped.forEach(ProcessHandle::destroyForcibly);
    }

    // The parent first: once it is stopped, it starts no more children.
    private List<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private static void signal(String signal, List<ProcessHandle> handles) {
        List<String> pids =
                handles.stream().map(handle -> Long.toString(handle.pid())).toList();
        Program.of("kill", "-" + signal).arguments(pids.toArray(String[]::new)).run();
    }
}

package io.dirgate.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A proxy that runs. */
public final class PeerProcess implements AutoCloseable {
    private final Peer peer;
    private final Path folder;
    private final InetSocketAddress address;
    private final Process process;
    private final Kernel kernel;

    private PeerProcess(Peer peer, Path folder, InetSocketAddress address, Process process) {
        this.peer = peer;
        this.folder = folder;
        this.address = address;
        this.process = process;
        kernel = Kernel.family(process.toHandle());
    }

    static PeerProcess start(Peer peer, Path folder, InetSocketAddress address, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output(folder).toFile());
        // Debian keeps some of them where only root looks.
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        Process process = builder.start();
        // Whatever ends the benchmark ends its proxies.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return new PeerProcess(peer, folder, address, process);
    }

    private static Path output(Path folder) {
        return folder.resolve("output");
    }

    public Peer peer() {
        return peer;
    }

    public InetSocketAddress address() {
        return address;
    }

    public long pid() {
        return process.pid();
    }

    public Path folder() {
        return folder;
    }

    public Kernel kernel() {
        return kernel;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has said. */
    public String output() {
        try {
            return Files.readString(output(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Empties its log, if it writes one. A log that grows faster than any disk could take it needs memory that the machine has not used
     * before, and a virtual machine may have to ask its host for each page of it, at a hundred times what writing the page costs.
     */
    public void emptyLog() {
        Path log = folder.resolve("access.log");
        try {
            if (Files.exists(log)) {
                Files.newByteChannel(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                        .close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}

package io.dirgate.bench.profile;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Samples the stacks of a Java process by the CPU time that it uses, native code included: JFR sees no further than the last
 * Java frame, and half of a TLS terminator's time is spent behind it.
 */
public final class AsyncProfiler {
    private static final String INTERVAL = "500us";

    private final Path library;

    /** @param folder where the native library is unpacked to */
    public AsyncProfiler(Path folder) throws IOException {
        String name = System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-x64";
        library = folder.resolve("libasyncProfiler.so");
        try (InputStream in = AsyncProfiler.class.getResourceAsStream("/" + name + "/libasyncProfiler.so")) {
            if (in == null) {
                throw new IOException("async-profiler has no library for " + name);
            }
            Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Profiles a process while {@code work} runs.
     *
     * @param files path without ending: {@code .html} is a flame graph, {@code .collapsed} the stacks as text
     */
    public Stacks during(long pid, Path files, Runnable work) throws IOException {
        // A timer a thread needs no right to the kernel's counters; a system call's time counts for its caller in libc.
        command(pid, "start,event=ctimer,interval=" + INTERVAL + ",cstack=vm");
        Path collapsed = Path.of(files + ".collapsed");
        try {
            work.run();
        } finally {
            command(pid, "dump,flamegraph,file=" + files + ".html");
            command(pid, "stop,collapsed,file=" + collapsed);
        }
        return Stacks.read(collapsed);
    }

    private void command(long pid, String arguments) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                machine.loadAgentPath(library.toString(), arguments);
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IOException(
                    "async-profiler does not take \"" + arguments + "\"; the gateway's output says why", e);
        }
    }
}

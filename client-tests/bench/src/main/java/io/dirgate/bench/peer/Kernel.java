package io.dirgate.bench.peer;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the kernel says that processes have taken (proc(5)). */
public final class Kernel {
    /** USER_HZ, the same on every Linux that has a JDK. */
    private static final long TICKS_PER_SECOND = 100;

    private final ProcessHandle root;
    /** A thread's last known CPU time, also when it is gone. */
    private final Map<Long, Long> threads = new HashMap<>();

    private Kernel(ProcessHandle root) {
        this.root = root;
    }

    /** Of the process and all that it starts. */
    public static Kernel family(ProcessHandle root) {
        return new Kernel(root);
    }

    /** CPU time of all threads there ever were, in user and kernel mode. */
    public record Cpu(long ticks, long threadNanos) {
        /**
         * Nanoseconds since an earlier reading. The processes' own clocks count ended threads too but in steps of 10 ms, the
         * threads' to the nanosecond: where these explain those, they are taken.
         */
        public long since(Cpu earlier) {
            long coarse = (ticks - earlier.ticks) * (TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND);
            long fine = threadNanos - earlier.threadNanos;
            return Math.abs(coarse - fine) <= TimeUnit.MILLISECONDS.toNanos(25) ? fine : coarse;
        }
    }

    public Cpu cpu() throws IOException {
        long ticks = 0;
        for (ProcessHandle process : processes()) {
            Path folder = folder(process);
            String stat = Files.readString(folder.resolve("stat"));
            // The command's name, in parentheses, may hold anything; the state behind it is field 3.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            readThreads(folder.resolve("task"));
        }
        return new Cpu(
                ticks, threads.values().stream().mapToLong(Long::longValue).sum());
    }

    private void readThreads(Path tasks) throws IOException {
        try (Stream<Path> folders = Files.list(tasks)) {
            for (Path task : folders.toList()) {
                try {
                    String onCpu = Files.readString(task.resolve("schedstat")).split(" ", 2)[0];
                    threads.put(Long.parseLong(task.getFileName().toString()), Long.parseLong(onCpu));
                } catch (IOException e) {
                    // One that ended meanwhile is in the process's own clock.
                    if (Files.exists(task)) {
                        throw e;
                    }
                }
            }
        }
    }

    /** Resident bytes, what processes share counted once (proportional set size). */
    public long memory() throws IOException {
        long kibibytes = 0;
        for (ProcessHandle process : processes()) {
            kibibytes += Files.readAllLines(folder(process).resolve("smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
        return kibibytes * 1024;
    }

    /** Connections that anybody on this machine has taken over IPv4 since it started. */
    public static long connectionsTaken() throws IOException {
        List<List<String>> tcp = Files.readAllLines(Path.of("/proc/net/snmp")).stream()
                .filter(line -> line.startsWith("Tcp:"))
                .map(line -> List.of(line.split(" ")))
                .toList();
        return Long.parseLong(tcp.get(1).get(tcp.get(0).indexOf("PassiveOpens")));
    }

    /** How many files and sockets this process may have open, and those that it starts. */
    public static long descriptorLimit() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount();
    }

    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(root), root.descendants())
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    private static Path folder(ProcessHandle process) {
        return Path.of("/proc", Long.toString(process.pid()));
    }
}

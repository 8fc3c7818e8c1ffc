package io.dirgate.bench;

import io.dirgate.bench.peer.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run was made on and with. */
final class Machine {
    private Machine() {}

    static Map<String, String> facts(Path home) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", cpu("model name"));
        // Not availableProcessors(): the launcher leaves this process one.
        facts.put(
                "cores",
                Long.toString(Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                        .filter(line -> line.startsWith("processor"))
                        .count()));
        facts.put("memory", Files.readAllLines(Path.of("/proc/meminfo")).get(0).replaceAll("\\D+", "") + " kB");
        facts.put(
                "kernel",
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
        facts.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.put("revision", output(home, List.of("git", "describe", "--always", "--dirty"), ".+"));
        return facts;
    }

    private static String cpu(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    static Map<String, String> versions(Path home, List<Peer> peers) {
        Map<String, String> versions = new LinkedHashMap<>();
        // Some say what else they do first.
        peers.forEach(peer -> versions.put(peer.toString(), output(home, peer.versionCommand(), ".*\\d\\.\\d.*")));
        return versions;
    }

    /** The first line that looks as wanted. */
    private static String output(Path home, List<String> command, String wanted) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
            builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> line.matches(wanted)).findFirst().orElse("unknown");
        } catch (IOException e) {
            return "unknown (" + e.getMessage() + ")";
        }
    }
}

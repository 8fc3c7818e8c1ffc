package io.dirgate.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chapter of the certificate tool's README, executed: its shell blocks as they stand, in one shell, except that a variable which the
 * first block sets gets this test's value. Names lead to loopback addresses by a hosts file that only that shell sees.
 */
final class ReadmeChapter {
    private static final Path README = Path.of("../certtool/README.md");
    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Path folder;
    private final List<String> blocks = new ArrayList<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private final StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");

    ReadmeChapter(Path folder, String title) {
        this.folder = folder;
        String text = read(README);
        int start = text.indexOf("\n## " + title + "\n");
        if (start < 0) {
            throw new IllegalArgumentException("the README has no chapter '" + title + "'");
        }
        int end = text.indexOf("\n## ", start + 1);
        Matcher found = SHELL.matcher(text.substring(start, end < 0 ? text.length() : end));
        while (found.find()) {
            blocks.add(found.group(1));
        }
        launcher("certtool", CertificateTool.command());
        launcher("dirgate", GatewayProcess.command(List.of()));
    }

    /** Another value for a variable of the first block. */
    ReadmeChapter set(String variable, String value) {
        Pattern line = Pattern.compile("(?m)^" + variable + "=.*$");
        if (!line.matcher(blocks.get(0)).find()) {
            throw new IllegalArgumentException("the chapter's first block does not set " + variable);
        }
        values.put(variable, value);
        blocks.set(
                0, line.matcher(blocks.get(0)).replaceFirst(Matcher.quoteReplacement(variable + "='" + value + "'")));
        return this;
    }

    ReadmeChapter host(String name, String address) {
        hosts.append(address).append(' ').append(name).append('\n');
        return this;
    }

    int blocks() {
        return blocks.size();
    }

    /** How many blocks come before the one that has this text. */
    int blocksBefore(String text) {
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).contains(text)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no block has " + text);
    }

    /** Executes some of the blocks after the first, which all need, and then lines of the test's own. What they said is the result. */
    String execute(int from, int to, String... more) {
        StringBuilder script =
                new StringBuilder("set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n");
        script.append(blocks.get(0));
        blocks.subList(Math.max(1, from), to).forEach(script::append);
        for (String line : more) {
            script.append(line).append('\n');
        }
        Path file = Folders.write(folder.resolve("chapter.sh"), script.toString());
        Path names = Folders.write(folder.resolve("hosts"), hosts.toString());
        String start = "mount --bind '" + names + "' /etc/hosts && cd '" + folder + "' && exec bash '" + file + "'";
        Daemon shell = Daemon.start(
                folder.resolve("said.txt"), Map.of(), List.of(Tools.path("unshare"), "--mount", "sh", "-c", start));
        try (shell) {
            int exitCode = shell.awaitExit(LIMIT);
            if (exitCode != 0) {
                throw new AssertionError("the chapter ended with " + exitCode + "\n" + shell.log() + gatewayLog());
            }
            return shell.log();
        }
    }

    private String gatewayLog() {
        Path log = folder.resolve("gateway.log");
        return Files.exists(log) ? "--- gateway.log\n" + read(log) : "";
    }

    /** What the script in bin does, without looking whether something has to be built. */
    private void launcher(String name, List<String> command) {
        Path file = Folders.write(
                folder.resolve("bin").resolve(name), "#!/bin/sh\nexec '" + String.join("' '", command) + "' \"$@\"\n");
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

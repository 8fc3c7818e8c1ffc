package io.dirgate.certtool;

import static org.awaitility.Awaitility.await;

import io.dirgate.certtool.files.SteppingDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The tool in a process of its own that the system stops (SIGSTOP) before a chosen change to the disk, one command after the other. */
public final class StoppedProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream commands;

    public StoppedProcess() throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoppedProcess.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Begins a command, which will be stopped before its change of this number, counted from 0. */
    public void begin(int step, Object... words) {
        commands.println(
                step + "\t" + Arrays.stream(words).map(Object::toString).collect(Collectors.joining("\t")));
    }

    /** True once the process stands; false if the command came to its end before that. */
    public boolean awaitStop() throws IOException {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(30))
                .until(() -> state() == 'T' || answers.ready());
        return state() == 'T';
    }

    /** Lets it go on if it stands, and waits for the end of its command. */
    public int finish() throws IOException, InterruptedException {
        signal(process.pid(), "CONT");
        return Integer.parseInt(answers.readLine());
    }

    /** SIGKILL: nothing is cleaned up. */
    public void kill() throws IOException, InterruptedException {
        signal(process.pid(), "KILL");
        process.waitFor(10, TimeUnit.SECONDS);
    }

    private char state() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    private static void signal(long pid, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Reads a step and the words of a command from each line; answers with the exit code. */
    public static void main(String[] none) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] fields = line.split("\t");
            int last = Integer.parseInt(fields[0]);
            SteppingDisk disk = new SteppingDisk(number -> {
                if (number == last) {
                    stop();
                }
            });
            Object[] words = Arrays.copyOfRange(fields, 1, fields.length, Object[].class);
            Cli ran = Cli.run(Cli.on(disk, Clock.systemUTC()), words);
            if (ran.exitCode() != 0) {
                System.err.println(ran);
            }
            System.out.println(ran.exitCode());
        }
    }

    private static void stop() throws IOException {
        try {
            signal(ProcessHandle.current().pid(), "STOP");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}

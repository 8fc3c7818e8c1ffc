package io.dirgate.certtool;

import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.cli.Screens;
import io.dirgate.certtool.files.Disk;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** Runs a command line in this process and keeps what it said. */
public record Cli(int exitCode, String out, String err) {
    public static Cli run(Object... arguments) {
        return run(on(Disk.real(), Clock.systemUTC()), arguments);
    }

    /** A process that has this disk and this clock, no environment and no terminal. */
    public static Context on(Disk disk, Clock clock) {
        return new Context(disk, clock, variable -> null, Screens.PLAIN, null);
    }

    /** As many days from now as given. */
    public static Context inDays(long days) {
        return on(Disk.real(), Clock.offset(Clock.systemUTC(), Duration.ofDays(days)));
    }

    public static Cli run(Context context, Object... arguments) {
        String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Certtool.commandLine(context, words);
        int exitCode = line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new Cli(exitCode, out.toString(), err.toString());
    }

    /** As {@link #run(Object...)}, and anything but success is an error of the test. */
    public static Cli ok(Object... arguments) {
        Cli ran = run(arguments);
        if (ran.exitCode != 0) {
            throw new AssertionError(List.of(arguments) + " ended with " + ran);
        }
        return ran;
    }
}

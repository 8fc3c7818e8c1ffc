package io.dirgate.certtool.cli;

import io.dirgate.certtool.files.Disk;
import java.io.Console;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a command, which a test can replace.
 *
 * @param environment the variables of the process
 * @param screens the screens of the result and of the messages
 * @param console for prompts, null without a terminal
 */
public record Context(
        Disk disk,
        Clock clock,
        Environment environment,
        Screens screens,
        @Nullable Console console) {
    public static Context ofProcess() {
        Console console = System.console();
        return new Context(
                Disk.real(), Clock.systemUTC(), System::getenv, Screens.ofProcess(System::getenv, console), console);
    }
}

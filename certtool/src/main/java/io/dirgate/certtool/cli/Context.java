package io.dirgate.certtool.cli;

import io.dirgate.certtool.files.Disk;
import java.io.Console;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a command takes from the world around it, so that a test can give it another one.
 *
 * @param environment the value of a variable, null where it is not set
 * @param screens what the result and the messages are read on
 * @param console where a secret can be asked for, null where nobody sits at a terminal
 */
public record Context(
        Disk disk,
        Clock clock,
        UnaryOperator<@Nullable String> environment,
        Screens screens,
        @Nullable Console console) {
    public static Context ofProcess() {
        Console console = System.console();
        return new Context(
                Disk.real(), Clock.systemUTC(), System::getenv, Screens.ofProcess(System::getenv, console), console);
    }
}

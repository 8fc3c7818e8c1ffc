package io.dirgate.certtool.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The screens of standard output and standard error. */
public interface Screens {
    /** Files or pipes. */
    Screens PLAIN = new Screens() {
        @Override
        public Screen out() {
            return Screen.PLAIN;
        }

        @Override
        public Screen errors() {
            return Screen.PLAIN;
        }
    };

    Screen out();

    Screen errors();

    /** Those of this process. Each stream is asked for itself: one may be a terminal while the other is a file. */
    static Screens ofProcess(Environment environment, @Nullable Console console) {
        return new Screens() {
            @Override
            public Screen out() {
                return isTerminal(1, console) ? terminal(environment) : Screen.PLAIN;
            }

            @Override
            public Screen errors() {
                return isTerminal(2, console) ? terminal(environment) : Screen.PLAIN;
            }
        };
    }

    /** Java tells only whether input and output are both a terminal; where there is no /proc, that must do. */
    private static boolean isTerminal(int descriptor, @Nullable Console console) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            return Files.readSymbolicLink(link).toString().matches("/dev/(pts/|tty|console).*");
        } catch (IOException | UnsupportedOperationException e) {
            return !Files.exists(Path.of("/proc/self")) && console != null;
        }
    }

    /** The colours as {@code NO_COLOR} and {@code TERM} want them; the width of {@code COLUMNS}, else of the terminal itself. */
    private static Screen terminal(Environment environment) {
        String noColor = environment.get("NO_COLOR");
        boolean colour = (noColor == null || noColor.isEmpty()) && !"dumb".equals(environment.get("TERM"));
        String columns = environment.get("COLUMNS");
        int width = columns != null && columns.matches("[1-9]\\d{0,4}")
                ? Integer.parseInt(columns)
                : new UsageMessageSpec().autoWidth(true).width();
        return new Screen(colour ? Ansi.ON : Ansi.OFF, width);
    }
}

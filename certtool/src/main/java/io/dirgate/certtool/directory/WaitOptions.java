package io.dirgate.certtool.directory;

import io.dirgate.certtool.cli.DurationConverter;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How long and how often to poll AWS. */
final class WaitOptions {
    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "45m",
            converter = DurationConverter.class,
            description = "Stop waiting after this time, such as 30m. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "Time between two requests. Default: ${DEFAULT-VALUE}.")
    private Duration interval;

    Poll poll(Consumer<String> progress) {
        return new Poll(timeout, interval, progress);
    }
}

package io.dirgate.bench.micro;

import io.dirgate.proxy.observe.AccessLog;
import io.dirgate.proxy.observe.JsonAccessLog;
import io.dirgate.proxy.observe.MicrometerMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What is kept of an operation that has ended: its line in the access log, and its figures. */
@State(Scope.Thread)
public class Accounts {
    private final LoginSearch search = new LoginSearch();
    private final MicrometerMetrics metrics = new MicrometerMetrics(Clock.systemUTC());
    private final JsonAccessLog log = logToNowhere();
    private final AccessLog.OfSession alice = log.of(search);

    private static JsonAccessLog logToNowhere() {
        try {
            return JsonAccessLog.toFile(Path.of("/dev/null"), Clock.systemUTC());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Setup
    public void countOnce() {
        metrics.operation(search);
    }

    /** Until it lies in the ring; here the ring is full most of the time, which no disk would allow. */
    @Benchmark
    public void accessLogLine() {
        alice.operation(search);
    }

    @Benchmark
    public void operationMetrics() {
        metrics.operation(search);
    }

    @TearDown
    public void close() {
        log.close();
        metrics.close();
    }
}

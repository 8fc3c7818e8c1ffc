package io.dirgate.bench.micro;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks of this package. */
public final class Micro {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private Micro() {}

    /** Nanoseconds and bytes an operation, as a table. */
    public static String run(boolean quick) {
        try {
            Collection<RunResult> results = new Runner(new OptionsBuilder()
                            .include("^" + Micro.class.getPackageName().replace(".", "\\.") + "\\.")
                            .mode(Mode.AverageTime)
                            .timeUnit(TimeUnit.NANOSECONDS)
                            .addProfiler(GCProfiler.class)
                            .forks(1)
                            .warmupIterations(quick ? 2 : 5)
                            .warmupTime(TimeValue.seconds(1))
                            .measurementIterations(quick ? 3 : 10)
                            .measurementTime(TimeValue.seconds(1))
                            .build())
                    .run();
            return "| hot path | ns/op | ± | bytes allocated/op |\n| --- | --- | --- | --- |\n"
                    + results.stream().map(Micro::row).collect(Collectors.joining());
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String row(RunResult result) {
        Result<?> time = result.getPrimaryResult();
        String parameters = result.getParams().getParamsKeys().stream()
                .map(key -> ", " + result.getParams().getParam(key) + " " + key)
                .collect(Collectors.joining());
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        if (allocated == null) {
            throw new IllegalStateException("no result named " + ALLOCATED);
        }
        String benchmark = result.getParams().getBenchmark();
        return String.format(
                Locale.ROOT,
                "| %s%s | %.1f | %.1f | %.0f |%n",
                benchmark.substring(Micro.class.getPackageName().length() + 1),
                parameters,
                time.getScore(),
                time.getScoreError(),
                allocated.getScore());
    }
}

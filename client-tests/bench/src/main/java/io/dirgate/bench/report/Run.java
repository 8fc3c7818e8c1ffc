package io.dirgate.bench.report;

import java.util.List;
import java.util.Map;

/**
 * One run of the benchmark, as it is kept.
 *
 * @param when ISO 8601
 * @param command that repeats it
 * @param machine facts by name
 * @param versions by proxy
 * @param starts the first seconds of each proxy that was measured then
 */
public record Run(
        String when,
        String command,
        Map<String, String> machine,
        Map<String, String> versions,
        List<Row> rows,
        Map<String, Footprint> footprints,
        Map<String, List<Slice>> starts) {}

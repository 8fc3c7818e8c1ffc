package io.dirgate.bench.report;

import java.util.List;
import java.util.Map;

/**
 * One scenario.
 *
 * @param open whether the load was at a fixed rate
 * @param turns by proxy, in the order in which they were taken: the n-th of each proxy belong together
 */
public record Row(String name, String title, boolean open, Map<String, List<Turn>> turns) {}

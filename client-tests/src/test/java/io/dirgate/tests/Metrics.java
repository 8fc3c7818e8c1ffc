package io.dirgate.tests;

import java.util.Arrays;

/** A page of Prometheus metrics. */
record Metrics(String page) {
    /** The sum over all series of the metric whose labels contain each of the texts, such as {@code result="success"}. */
    double sum(String name, String... labels) {
        return page.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}

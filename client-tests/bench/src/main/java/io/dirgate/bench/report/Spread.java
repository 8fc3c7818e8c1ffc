package io.dirgate.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The median of some figures, and between which they lie. */
record Spread(double median, double least, double most) {
    static Spread of(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        return of(turns.stream().mapToDouble(figure).sorted().toArray());
    }

    /** Of the ratios of each turn to the other's turn beside it. */
    static Spread ofRatios(List<Turn> turns, List<Turn> others, ToDoubleFunction<Turn> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(turns.size(), others.size()); i++) {
            ratios.add(figure.applyAsDouble(turns.get(i)) / figure.applyAsDouble(others.get(i)));
        }
        return of(ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    private static Spread of(double[] sorted) {
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** As {@code 0.97 (0.95-1.02)}. */
    String asRatio() {
        return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", median, least, most);
    }
}

package io.dirgate.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstSecondsTest {
    private static final List<Slice> HAPROXY =
            List.of(new Slice(0.5, 2_010, 480, 4_000), new Slice(1, 2_040, 475, 4_100));
    private static final List<Slice> GATEWAY =
            List.of(new Slice(0.5, 150, 6_600, 61_000), new Slice(1, 900, 1_100, 9_000));

    @Test
    void aPlotHasTheGatewaysLineAndHaproxysBars() {
        assertThat(FirstSeconds.plot(Map.of("haproxy", HAPROXY, "gateway", GATEWAY)))
                .contains("x-axis \"seconds since the first client\" [0.5, 1.0]")
                .contains("\"sessions/s\" 0 --> 2500\n")
                .contains("  bar [2010, 2040]\n  line [150, 900]\n```\n");
    }

    @Test
    void thereIsNoPlotOfOneProxyAlone() {
        assertThat(FirstSeconds.plot(Map.of("gateway", GATEWAY))).isEmpty();
    }

    @Test
    void aTableHasALineForEachSlice() {
        assertThat(FirstSeconds.table(Map.of("gateway", GATEWAY)))
                .contains("| 0.5 | gateway | 150 | 6,600 | 61.0 |\n| 1.0 | gateway | 900 | 1,100 | 9.0 |\n");
        assertThat(FirstSeconds.table(Map.of())).isEmpty();
    }
}

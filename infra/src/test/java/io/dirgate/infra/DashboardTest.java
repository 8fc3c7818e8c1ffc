package io.dirgate.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dashboards and scripts ask for metrics by name: each must be one that the gateway has. */
class DashboardTest {
    private static final Pattern METRIC = Pattern.compile("\\bdirgate_[a-z_]+");

    @Test
    void everyMetricOfGrafanaExists() throws Exception {
        assertThat(asked("dashboards/grafana.json")).hasSizeGreaterThan(15).isSubsetOf(offered());
    }

    @Test
    void everyPublishedMetricExists() throws Exception {
        assertThat(asked("aws/dirgate-metrics")).hasSize(4).isSubsetOf(offered());
    }

    @Test
    void everyPanelHasATitleAPlaceAndAQuery() throws Exception {
        JsonObject dashboard = JsonParser.parseString(Files.readString(Path.of("dashboards/grafana.json")))
                .getAsJsonObject();
        Set<Integer> ids = new TreeSet<>();
        for (JsonElement each : dashboard.getAsJsonArray("panels")) {
            JsonObject panel = each.getAsJsonObject();
            assertThat(panel.get("title").getAsString()).isNotBlank();
            assertThat(panel.getAsJsonArray("targets")).isNotEmpty();
            JsonObject place = panel.getAsJsonObject("gridPos");
            assertThat(place.get("x").getAsInt() + place.get("w").getAsInt()).isLessThanOrEqualTo(24);
            assertThat(ids.add(panel.get("id").getAsInt())).isTrue();
        }
    }

    private static Set<String> asked(String file) throws Exception {
        return METRIC.matcher(Files.readString(Path.of(file)))
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** From the gateway's source, in the form in which Prometheus scrapes them. */
    private static Set<String> offered() throws Exception {
        Set<String> names = new TreeSet<>();
        for (Path source : sources()) {
            Pattern.compile("\"(dirgate[._][a-z._]+)\"")
                    .matcher(Files.readString(source))
                    .results()
                    .map(found -> found.group(1).replace('.', '_'))
                    .forEach(name -> {
                        for (String form :
                                new String[] {"", "_total", "_seconds", "_seconds_bucket", "_bucket", "_bytes"}) {
                            names.add(name + form);
                        }
                    });
        }
        return names;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../proxy/src/main/java/io/dirgate/proxy/observe"))) {
            return files.toList();
        }
    }
}

package io.dirgate.certtool.cli;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Suggests the command or option for a mistyped one. */
final class Similar {
    private Similar() {}

    /** The nearest by the letters that were missed, doubled or swapped; null if none is near. */
    static @Nullable String to(String typed, CommandSpec command) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        Stream<String> known = wanted.startsWith("-")
                ? command.options().stream().flatMap(option -> Stream.of(option.names()))
                : command.subcommands().keySet().stream();
        int most = Math.max(1, wanted.replaceFirst("^-+", "").length() / 3);
        return known.filter(each -> each.length() > 2)
                .min(Comparator.comparingInt(each -> distance(wanted, each.toLowerCase(Locale.ROOT))))
                .filter(each -> distance(wanted, each.toLowerCase(Locale.ROOT)) <= most || each.startsWith(wanted))
                .orElse(null);
    }

    /** Damerau and Levenshtein: letters added, lost, changed, or swapped with their neighbour. */
    private static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[one.length()][other.length()];
    }
}

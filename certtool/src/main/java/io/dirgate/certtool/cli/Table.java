package io.dirgate.certtool.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows under a heading, columns as wide as their widest cell, two spaces between them; states have their colour. On a
 * narrow screen the last column stands below the others.
 */
public final class Table {
    private static final Set<String> STATES = Set.of("STATE", "STATUS", "STAGE");

    /** Where the last column begins if it stands below the others. */
    private static final int BELOW = 4;

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heading) {
        rows.add(List.of(heading));
    }

    /** Adds a row. Null is shown as a dash. */
    public void row(@Nullable Object... cells) {
        rows.add(Arrays.stream(cells)
                .map(cell -> cell == null || cell.toString().isEmpty() ? "-" : cell.toString())
                .toList());
    }

    public void print(PrintWriter out, Screen screen) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            int column = 0;
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                if (i == columns - 1 && screen.isCramped(column)) {
                    String below = " ".repeat(BELOW) + screen.wrap(cell, BELOW);
                    line.append(System.lineSeparator()).append(below);
                } else if (i == columns - 1) {
                    line.append(screen.wrap(cell, column));
                } else if (STATES.contains(rows.get(0).get(i))) {
                    line.append(screen.state(cell, widths[i] + 2));
                } else {
                    line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
                }
                column += widths[i] + 2;
            }
            out.println(line);
        }
    }
}

package io.dirgate.proxy.config;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Describes invalid YAML: the position, the parser's message, and the probable intention. */
final class SyntaxProblem {
    private SyntaxProblem() {}

    static String describe(YAMLException e, String text) {
        if (!(e instanceof MarkedYAMLException marked) || marked.getProblemMark() == null) {
            return "is not YAML: " + e.getMessage();
        }
        Mark mark = marked.getProblemMark();
        String line = text.lines().skip(mark.getLine()).findFirst().orElse("");
        return "line %d, column %d: %s%s"
                .formatted(mark.getLine() + 1, mark.getColumn() + 1, problem(marked), remedy(line));
    }

    /** The parser's second part, for example "but found another document", is meaningless without the first. */
    private static String problem(MarkedYAMLException marked) {
        String problem = String.valueOf(marked.getProblem());
        if (problem.contains("(TAB)")) {
            return "a tab character, which YAML does not allow for indentation; write spaces";
        }
        return problem.startsWith("but ") && marked.getContext() != null
                ? marked.getContext() + ", " + problem
                : problem;
    }

    private static String remedy(String line) {
        if (line.contains("${")) {
            return "; environment variables are not replaced in this file: write the value itself";
        }
        if (line.matches(".*[:\\s,\\[]\\[[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]:[0-9]+.*")) {
            return "; an IPv6 address needs quotes, such as \"[::1]:636\"";
        }
        if (line.strip().equals("---")) {
            return "; put everything into one document, without ---";
        }
        return line.isBlank() ? "" : ", in: " + Scalars.quoted(line.strip());
    }
}

package io.dirgate.certtool.aws;

import io.dirgate.certtool.cli.Failure;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One rule of AWS that something breaks, found before AWS was asked.
 *
 * @param rule its name, such as {@code acm-key-match}
 * @param refused whether AWS would refuse it; else it is only doubtful
 * @param message what is wrong with what, and what to do
 */
public record Finding(String rule, boolean refused, String message) {
    public static Finding refused(String rule, String message) {
        return new Finding(rule, true, message);
    }

    public static Finding doubtful(String rule, String message) {
        return new Finding(rule, false, message);
    }

    /** Notes what is doubtful; throws if anything would be refused, with all of it, so that one look is enough. */
    public static void enforce(String what, List<Finding> findings, Consumer<String> note) {
        findings.stream().filter(each -> !each.refused).forEach(each -> note.accept("warning: " + each));
        List<Finding> refusals = findings.stream().filter(Finding::refused).toList();
        if (!refusals.isEmpty()) {
            throw new Failure(what + "; nothing was sent:"
                    + refusals.stream().map(each -> "\n  - " + each).collect(Collectors.joining()));
        }
    }

    @Override
    public String toString() {
        return message + " [" + rule + "]";
    }
}

package io.dirgate.certtool.aws;

import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What rules of AWS say before AWS is asked: an error would be refused, a warning is doubtful. */
public final class Refusals {
    private Refusals() {}

    /** Warns of what is doubtful; throws if anything would be refused, with all of it, so that one look is enough. */
    public static void enforce(String what, List<Finding> findings, Consumer<Finding> warn) {
        findings.stream().filter(each -> !each.isError()).forEach(warn);
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            throw new Failure(what + "; nothing was sent:"
                    + errors.stream().map(each -> "\n  - " + each).collect(Collectors.joining()));
        }
    }
}

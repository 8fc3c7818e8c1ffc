package io.dirgate.certtool.aws;

import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The findings of AWS's rules, before a request: AWS would refuse an error; it may accept a warning. */
public final class Refusals {
    private Refusals() {}

    /** Reports warnings. Throws if there are errors, and lists all of them. */
    public static void enforce(String what, List<Finding> findings, Consumer<Finding> warn) {
        findings.stream().filter(each -> !each.isError()).forEach(warn);
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (!errors.isEmpty()) {
            throw new Failure(what + "; nothing was sent:"
                    + errors.stream().map(each -> "\n  - " + each).collect(Collectors.joining()));
        }
    }
}

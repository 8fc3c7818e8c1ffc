package io.dirgate.tests;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The one place that decides between skipping and failing when a program is missing. */
final class NeedsCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = new ArrayList<>();
        AnnotationSupport.findAnnotation(context.getElement(), Needs.class).ifPresent(needs -> {
            for (String need : needs.value()) {
                if (!Tools.present(need)) {
                    missing.add(need);
                }
            }
        });
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("nothing is missing");
        }
        String reason = "missing here: " + String.join(", ", missing) + " (bin/test installs it on Debian as root)";
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            throw new IllegalStateException(reason + "; with CI=true that is a failure");
        }
        return ConditionEvaluationResult.disabled(reason);
    }
}

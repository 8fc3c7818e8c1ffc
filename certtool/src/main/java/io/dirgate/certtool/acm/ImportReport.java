package io.dirgate.certtool.acm;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.dirgate.certtool.report.Written;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an import or rotation did, or would do.
 *
 * @param arn null while a new one is only planned
 * @param previousArn the ARN that could not be kept
 * @param sha256 of the certificate that the ARN holds afterwards; null while that is not issued
 * @param nextSteps what is left to a person
 * @param written the files that were written on this machine
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportReport(
        Action action,
        @Nullable String arn,
        @Nullable String previousArn,
        @Nullable String sha256,
        List<String> nextSteps,
        List<Written> written) {
    /** The action of the command; in a dry run, the action that it would take. */
    public enum Action {
        IMPORTED,
        REIMPORTED,
        UNCHANGED,
        WOULD_IMPORT,
        WOULD_REIMPORT;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Nothing was written on this machine. */
    ImportReport(
            Action action,
            @Nullable String arn,
            @Nullable String previousArn,
            @Nullable String sha256,
            List<String> nextSteps) {
        this(action, arn, previousArn, sha256, nextSteps, List.of());
    }

    /** The same, and these files were written. */
    ImportReport with(List<Written> files) {
        return new ImportReport(action, arn, previousArn, sha256, nextSteps, files);
    }
}

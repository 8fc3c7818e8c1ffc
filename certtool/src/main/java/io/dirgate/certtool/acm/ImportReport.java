package io.dirgate.certtool.acm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an import or rotation did, or would do.
 *
 * @param action imported, reimported, unchanged; or would-import, would-reimport
 * @param arn null while a new one is only planned
 * @param previousArn the ARN that could not be kept
 * @param sha256 of the certificate that the ARN holds afterwards; null while that is not issued
 * @param nextSteps what is left to a person
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportReport(
        String action,
        @Nullable String arn,
        @Nullable String previousArn,
        @Nullable String sha256,
        List<String> nextSteps) {}

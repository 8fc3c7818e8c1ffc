package io.dirgate.certtool.expiry;

import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.pki.Validity;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A line of the table.
 *
 * @param where the file, endpoint, ARN or directory
 * @param state fine, due, critical, expired, missing or unreachable
 * @param problem what hindered looking, null if nothing did
 */
record Row(
        String where,
        String state,
        @Nullable String names,
        @Nullable Instant notAfter,
        @Nullable Long daysLeft,
        @Nullable String problem) {

    /** By what measure. */
    record Measure(Threshold warn, Threshold critical, Instant now) {
        Row row(String where, String names, Validity validity) {
            Instant end = validity.notAfter();
            String state = now.isAfter(end)
                    ? "expired"
                    : critical.isCrossed(validity, now) ? "critical" : warn.isCrossed(validity, now) ? "due" : "fine";
            return new Row(where, state, names, end, validity.daysLeft(now), null);
        }

        Row row(String where, X509Certificate certificate) {
            List<String> names = SubjectNames.of(certificate).all();
            return row(
                    where,
                    names.isEmpty() ? DistinguishedName.subject(certificate) : String.join(", ", names),
                    Validity.of(certificate));
        }
    }

    /** There is nothing yet, so it is time to make it. */
    static Row missing(String where) {
        return new Row(where, "missing", null, null, null, "there is no such file");
    }

    static Row unreachable(String where, String problem) {
        return new Row(where, "unreachable", null, null, null, problem);
    }

    Outcome outcome() {
        return switch (state.toLowerCase(Locale.ROOT)) {
            case "fine" -> Outcome.FINE;
            case "due", "missing" -> Outcome.DUE;
            case "unreachable" -> Outcome.FAILED;
            default -> Outcome.EXPIRED;
        };
    }
}

package io.dirgate.certtool.expiry;

import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.pki.Validity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A line of the table.
 *
 * @param where the file, endpoint, ARN or directory
 * @param state fine, due, critical, expired, missing, unreadable or unreachable
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
        /** Below every share of a life: what is left to notice and to act. */
        private static final Duration DUE = Duration.ofDays(2);

        private static final Duration CRITICAL = Duration.ofDays(1);

        Measure {
            warn = warn.atLeast(DUE);
            critical = critical.atLeast(CRITICAL);
        }

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

    /** The end of a CA is near: what it issues for this leaf will be cut. */
    Row dueAtLeast(String why) {
        return new Row(where, state.equals("fine") ? "due" : state, names, notAfter, daysLeft, why);
    }

    /** There is nothing yet, so it is time to make it. */
    static Row missing(String where) {
        return new Row(where, "missing", null, null, null, "there is no such file");
    }

    static Row unreadable(String where, String problem) {
        return new Row(where, "unreadable", null, null, null, problem);
    }

    static Row unreachable(String where, String problem) {
        return new Row(where, "unreachable", null, null, null, problem);
    }

    Outcome outcome() {
        return switch (state.toLowerCase(Locale.ROOT)) {
            case "fine" -> Outcome.FINE;
            case "due", "missing" -> Outcome.DUE;
            case "unreachable", "unreadable" -> Outcome.FAILED;
            default -> Outcome.EXPIRED;
        };
    }
}

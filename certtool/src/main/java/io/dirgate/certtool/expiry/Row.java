package io.dirgate.certtool.expiry;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dirgate.certtool.pki.CaEnd;
import io.dirgate.certtool.pki.Dates;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The finding about one certificate, or about a place where there should be one.
 *
 * @param finding about the file, endpoint, ARN or directory
 * @param names what the certificate is for, null if there is none
 */
record Row(
        @JsonUnwrapped Finding finding,
        @Nullable List<String> names,
        @Nullable Instant notAfter,
        @Nullable Long daysLeft) {
    /** The thresholds, at a moment. */
    record Measure(Threshold warn, Threshold critical, Instant now) {
        /** The least time to notice and to renew, at any percentage. */
        private static final Duration DUE = Duration.ofDays(2);

        private static final Duration CRITICAL = Duration.ofDays(1);

        Measure {
            warn = warn.atLeast(DUE);
            critical = critical.atLeast(CRITICAL);
        }

        Row row(String where, List<String> names, Validity validity) {
            long left = validity.daysLeft(now);
            return new Row(judge(where, validity, left), names, validity.notAfter(), left);
        }

        private Finding judge(String where, Validity validity, long left) {
            Instant end = validity.notAfter();
            if (now.isAfter(end)) {
                return Finding.error(Finding.EXPIRED, where, "expired on " + end + "; renew it");
            }
            String message = left + " days left, until " + end;
            if (critical.isCrossed(validity, now)) {
                return Finding.error(Finding.CRITICAL, where, message + "; renew it now");
            }
            return warn.isCrossed(validity, now)
                    ? Finding.warning(Dates.EXPIRES_SOON, where, message + "; renew it now")
                    : Finding.ok(where, message);
        }

        Row row(String where, X509Certificate certificate) {
            List<String> names = SubjectNames.of(certificate).all();
            return row(
                    where,
                    names.isEmpty() ? List.of(DistinguishedName.subject(certificate)) : names,
                    Validity.of(certificate));
        }
    }

    /** Adds the warning that the CA ends, and will shorten the next certificate. A worse finding stays. */
    Row warnOf(Finding end) {
        return finding.isError() ? this : new Row(end.about(finding.subject()), names, notAfter, daysLeft);
    }

    /** There is nothing yet, so it is time to make it. */
    static Row missing(String where) {
        return without(Finding.warning("missing", where, "there is no such file"));
    }

    static Row unreadable(String where, String problem) {
        return without(Finding.error("unreadable", where, problem));
    }

    static Row unreachable(String where, String problem) {
        return without(Finding.error("unreachable", where, problem));
    }

    private static Row without(Finding finding) {
        return new Row(finding, null, null, null);
    }

    /** The text for the last column of the table. */
    String detail() {
        return names == null || finding.code().equals(CaEnd.CODE) ? finding.message() : String.join(", ", names);
    }
}

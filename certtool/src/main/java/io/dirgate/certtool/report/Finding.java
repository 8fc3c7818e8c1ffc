package io.dirgate.certtool.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One thing that a command has found out, good or bad: the one shape in which all commands report, as text and as JSON.
 *
 * @param code a stable name for scripts, such as {@code expired}; {@code ok} if nothing is wrong
 * @param subject the file, certificate, server or stage that it is about
 * @param message the fact, or the fault and what to do
 */
public record Finding(String code, Severity severity, String subject, String message) {
    /** The code of a finding with which nothing is wrong. */
    public static final String OK = "ok";

    /** The code of a certificate whose time is over. It has an exit code of its own. */
    public static final String EXPIRED = "expired";

    /** The code of a certificate that is so close to its end that clients may fail. It has the exit code of an expired one. */
    public static final String CRITICAL = "critical";

    /** From good to bad. */
    public enum Severity {
        OK,
        SKIPPED,
        INFO,
        WARNING,
        ERROR;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Finding ok(Object subject, String message) {
        return new Finding(OK, Severity.OK, subject.toString(), message);
    }

    public static Finding skipped(Object subject, String message) {
        return new Finding("skipped", Severity.SKIPPED, subject.toString(), message);
    }

    public static Finding info(String code, Object subject, String message) {
        return new Finding(code, Severity.INFO, subject.toString(), message);
    }

    public static Finding warning(String code, Object subject, String message) {
        return new Finding(code, Severity.WARNING, subject.toString(), message);
    }

    public static Finding error(String code, Object subject, String message) {
        return new Finding(code, Severity.ERROR, subject.toString(), message);
    }

    /** The same about something else, such as the stage at which it was found. */
    public Finding about(Object other) {
        return new Finding(code, severity, other.toString(), message);
    }

    /** Whether clients fail because a certificate's time is over, or as good as over. */
    public boolean isEnd() {
        return isError() && (code.equals(EXPIRED) || code.equals(CRITICAL));
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Whether it is worth a person's attention: a warning or an error. */
    public boolean isBad() {
        return severity.compareTo(Severity.WARNING) >= 0;
    }

    /** The message with its code, for a list of them. */
    @Override
    public String toString() {
        return message + " [" + code + "]";
    }
}

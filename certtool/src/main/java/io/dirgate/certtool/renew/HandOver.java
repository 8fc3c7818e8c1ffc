package io.dirgate.certtool.renew;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What a {@link Sink} did with the certificate.
 *
 * @param to an ARN of ACM, or the name of a secret
 */
record HandOver(Action action, String to) {
    /** The action of the command; in a dry run, the action that it would take. */
    enum Action {
        UNCHANGED,
        UPDATED,
        WOULD_UPDATE;

        static Action of(boolean changed, boolean dryRun) {
            return !changed ? UNCHANGED : dryRun ? WOULD_UPDATE : UPDATED;
        }

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public String toString() {
        return action + " " + to;
    }
}

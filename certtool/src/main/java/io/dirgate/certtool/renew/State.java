package io.dirgate.certtool.renew;

import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a folder's certificate.
 *
 * @param reason why a new one is needed now, null if none is
 * @param next when a new one will be needed
 */
record State(@Nullable String reason, @Nullable Instant next) {
    static State of(Path folder, Present present, Wanted wanted, Source source, Instant now) throws IOException {
        X509Certificate certificate = present.certificate();
        if (certificate == null) {
            return new State(present.problem(), null);
        }
        Instant due = source.due(certificate);
        String reason = wanted.difference(certificate);
        if (reason == null) {
            reason = keyProblem(Leaf.keyIn(folder), certificate);
        }
        if (reason == null && !now.isBefore(due)) {
            reason = "it was due on " + due;
        }
        return new State(reason, due);
    }

    /** An encrypted key is somebody's own and no reason to make another one. */
    private static @Nullable String keyProblem(Path key, X509Certificate certificate) throws IOException {
        try {
            return Files.exists(key) && Keys.match(Keys.readPlain(key), certificate.getPublicKey())
                    ? null
                    : key + " does not belong to the certificate beside it";
        } catch (Failure unreadable) {
            if (Reading.text(key).contains("ENCRYPTED")) {
                throw unreadable;
            }
            return unreadable.getMessage();
        }
    }

    /** What the certificate should be. */
    interface Wanted {
        /** Why it is not that, or null if it is. */
        @Nullable
        String difference(X509Certificate present);

        /** @param names those that it should have */
        static Wanted names(SubjectNames names) {
            return present -> {
                SubjectNames found = SubjectNames.of(present);
                return names.sameAs(found)
                        ? null
                        : "the names have changed: it has " + String.join(", ", found.all()) + ", it should have "
                                + String.join(", ", names.all());
            };
        }

        static Wanted subject(Subject subject) {
            return present -> {
                String names = names(subject.names()).difference(present);
                return names != null
                                || subject.name().equals(Subject.of(present).name())
                        ? names
                        : "the subject has changed: it has " + DistinguishedName.subject(present) + ", it should have "
                                + DistinguishedName.text(subject.name());
            };
        }
    }
}

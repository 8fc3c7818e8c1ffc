package io.dirgate.certtool.renew;

import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.RenewalTime;
import io.dirgate.certtool.pki.SubjectNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a folder's certificate stands.
 *
 * @param present null if there is none that can be read
 * @param reason why a new one is needed now, null if none is
 * @param next when a new one will be needed
 */
record State(
        @Nullable X509Certificate present,
        @Nullable String reason,
        @Nullable Instant next) {
    /** @param names those that it should have, null if whatever it has is right */
    static State of(Path folder, @Nullable SubjectNames names, Instant now) throws IOException {
        Path file = certificateIn(folder);
        if (!Files.exists(file)) {
            return new State(null, "there is no certificate in " + folder + " yet", null);
        }
        X509Certificate present = Certificates.read(file).get(0);
        Instant due = RenewalTime.of(present);
        return new State(present, reason(folder, present, names, due, now), due);
    }

    static Path certificateIn(Path folder) {
        return folder.resolve("server.crt");
    }

    private static @Nullable String reason(
            Path folder, X509Certificate present, @Nullable SubjectNames names, Instant due, Instant now)
            throws IOException {
        Path key = Leaf.keyIn(folder);
        if (!Files.exists(key) || !Keys.match(Keys.readPlain(key), present.getPublicKey())) {
            return key + " does not belong to the certificate beside it";
        }
        if (names != null && !names.sameAs(SubjectNames.of(present))) {
            return "the names have changed: it has "
                    + String.join(", ", SubjectNames.of(present).all()) + ", it should have "
                    + String.join(", ", names.all());
        }
        return now.isBefore(due) ? null : "it was due on " + due;
    }
}

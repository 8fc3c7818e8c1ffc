package io.dirgate.certtool.renew;

import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of a folder as it is found.
 *
 * @param file where it is, or will be
 * @param certificate null if there is none that can be read
 * @param problem why there is none
 */
record Present(
        Path file,
        @Nullable X509Certificate certificate,
        @Nullable String problem) {
    /** The default lifetime of {@code ca issue}, for certificates that the end of their CA has shortened. */
    static final Duration USUAL = Duration.ofDays(90);

    static Present in(Path folder) throws IOException {
        Path server = folder.resolve(Leaf.certificateName(Profile.SERVER));
        Path client = folder.resolve(Leaf.certificateName(Profile.CLIENT));
        return at(!Files.exists(server) && Files.exists(client) ? client : server);
    }

    static Present at(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Present(file, null, "there is no certificate in " + file.getParent() + " yet");
        }
        try {
            return new Present(file, Certificates.read(file).get(0), null);
        } catch (Failure damaged) {
            return new Present(file, null, damaged.getMessage());
        }
    }

    /** @param model the certificate that was here, null if that is not known */
    Profile profile(@Nullable X509Certificate model) {
        String name = String.valueOf(file.getFileName());
        return name.equals(Leaf.certificateName(Profile.CLIENT))
                ? Profile.CLIENT
                : model == null ? Profile.SERVER : Profile.of(model);
    }

    /** How long the next one lasts if nothing else is said: as long as this one, or longer if this one was cut by its CA's end. */
    Duration life() {
        if (certificate == null) {
            return USUAL;
        }
        Duration life = Validity.of(certificate).length();
        return isCut(certificate) && life.compareTo(USUAL) < 0 ? USUAL : life;
    }

    private boolean isCut(X509Certificate leaf) {
        try {
            List<X509Certificate> chain = new ArrayList<>(Certificates.read(file.resolveSibling("chain.pem")));
            chain.addAll(Certificates.read(file.resolveSibling("ca.pem")));
            chain.removeIf(leaf::equals);
            return Validity.of(leaf).isCutBy(chain);
        } catch (IOException | Failure unreadable) {
            return false;
        }
    }
}

package io.dirgate.certtool.acme;

import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.pki.RenewalTime;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeProtocolException;

/** The renewal of a folder's certificate. A run that is killed leaves the old files; they switch as one at the very end. */
public final class AcmeRenewal {
    private final Path folder;
    private final AcmeSettings settings;
    private final X509Certificate present;
    private final Consumer<String> note;
    private final AcmeIssuer issuer;

    private AcmeRenewal(
            Path folder, AcmeSettings settings, X509Certificate present, Consumer<String> note, AcmeIssuer issuer) {
        this.folder = folder;
        this.settings = settings;
        this.present = present;
        this.note = note;
        this.issuer = issuer;
    }

    /**
     * @param note told what goes on
     * @param trace receives a line for each message to a DNS service
     */
    public static AcmeRenewal of(Path folder, Consumer<String> note, Consumer<String> trace) throws IOException {
        AcmeSettings settings = AcmeSettings.read(folder);
        X509Certificate present = Certificates.read(LiveFiles.leaf(folder)).get(0);
        return new AcmeRenewal(folder, settings, present, note, new AcmeIssuer(settings, note, trace));
    }

    /** When its time has come; the distant past if the names are no longer those that are wanted. */
    public Instant due() throws IOException {
        if (!SubjectNames.of(present).sameAs(names())) {
            return Instant.EPOCH;
        }
        return time();
    }

    /** When the CA wants it to be renewed (RFC 9773), else by its age. */
    public Instant time() throws IOException {
        Instant byAge = RenewalTime.of(present);
        try {
            Window window = issuer.renewalWindow(present);
            if (window == null) {
                return byAge;
            }
            Instant wanted = RenewalTime.within(window.start(), window.end(), present);
            // A CA that errs must not let a certificate expire.
            boolean inTime = window.end().isBefore(Validity.of(present).notAfter());
            return inTime || wanted.isBefore(byAge) ? wanted : byAge;
        } catch (AcmeException | AcmeProtocolException | Failure e) {
            note.accept("the CA cannot be asked when it wants the certificate to be renewed (" + e.getMessage()
                    + "); its age decides");
            return byAge;
        }
    }

    /** When a CA suggests to renew. */
    record Window(Instant start, Instant end) {}

    /** Whether this is the certificate that is to be renewed. */
    public boolean isOf(X509Certificate certificate) {
        return present.equals(certificate);
    }

    /** The names that are wanted. */
    public SubjectNames names() {
        return SubjectNames.of(settings.names());
    }

    /** Orders a successor with a new key and puts it in place. */
    public Made renew(Disk disk) throws Exception {
        KeyPair key = settings.kind().generate();
        List<X509Certificate> chain = issuer.renew(key, disk, present);
        LiveFiles.of(disk, folder, key.getPrivate(), chain).write(true);
        return Made.of(chain.get(0), LiveFiles.written(folder, chain.get(0)));
    }
}

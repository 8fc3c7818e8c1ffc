package io.dirgate.certtool.acme;

import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.RenewalTime;
import io.dirgate.certtool.pki.SubjectNames;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** The renewal of a folder's certificate. A run that is killed leaves the old files; they switch as one at the very end. */
public final class AcmeRenewal {
    private final Path folder;
    private final AcmeSettings settings;
    private final X509Certificate present;
    private final Consumer<String> note;

    private AcmeRenewal(Path folder, AcmeSettings settings, X509Certificate present, Consumer<String> note) {
        this.folder = folder;
        this.settings = settings;
        this.present = present;
        this.note = note;
    }

    /** @param note told what goes on */
    public static AcmeRenewal of(Path folder, Consumer<String> note) throws IOException {
        AcmeSettings settings = AcmeSettings.read(folder);
        X509Certificate present = Certificates.read(LiveFiles.leaf(folder)).get(0);
        return new AcmeRenewal(folder, settings, present, note);
    }

    /** When its time has come; the distant past if the names are no longer those that are wanted. */
    public Instant due() {
        if (!SubjectNames.of(present).sameAs(names())) {
            return Instant.EPOCH;
        }
        return RenewalTime.of(present);
    }

    /** The names that are wanted. */
    public SubjectNames names() {
        return SubjectNames.of(settings.names());
    }

    /** Orders a successor with a new key, puts it in place and returns its chain. */
    public List<X509Certificate> renew(Disk disk) throws IOException, InterruptedException {
        KeyPair key = settings.kind().generate();
        List<X509Certificate> chain = new AcmeIssuer(settings, note).renew(key, disk);
        LiveFiles.of(disk, folder, key.getPrivate(), chain).write(true);
        return chain;
    }
}

package io.dirgate.certtool.ca;

import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The roots that clients of a CA trust beside its own, each until a moment: while one root takes the place of another one, clients
 * need both. A text file: a line {@code until TIME} before each certificate.
 */
final class OtherRoots {
    private static final String UNTIL = "until ";

    private final Path file;
    private final Map<X509Certificate, Instant> roots = new LinkedHashMap<>();

    private OtherRoots(Path file) {
        this.file = file;
    }

    static OtherRoots read(CaFolder folder) throws IOException {
        OtherRoots read = new OtherRoots(folder.path().resolve("trusted.pem"));
        if (!Files.exists(read.file)) {
            return read;
        }
        List<Instant> moments = new ArrayList<>();
        for (String line : Reading.text(read.file).lines().toList()) {
            if (line.startsWith(UNTIL)) {
                moments.add(moment(read.file, line.substring(UNTIL.length()).strip()));
            }
        }
        List<X509Certificate> certificates = Certificates.read(read.file);
        if (certificates.size() != moments.size()) {
            throw new Failure(read.file + " has " + moments.size() + " lines 'until TIME' for " + certificates.size()
                    + " certificates; there is one before each");
        }
        for (int i = 0; i < certificates.size(); i++) {
            read.roots.put(certificates.get(i), moments.get(i));
        }
        return read;
    }

    private static Instant moment(Path file, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Failure(file + ": '" + text + "' is not a time such as 2027-01-01T00:00:00Z", e);
        }
    }

    /** Those whose time is not over. */
    List<X509Certificate> at(Instant now) {
        return roots.entrySet().stream()
                .filter(each -> now.isBefore(each.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether it was trusted until a moment that is past. */
    boolean hasEnded(X509Certificate root, Instant now) {
        Instant until = roots.get(root);
        return until != null && !now.isBefore(until);
    }

    /** Trusts a root until a moment; a second time changes the moment. */
    void trust(X509Certificate root, Instant until, Disk disk) throws IOException {
        roots.put(root, until);
        StringBuilder text = new StringBuilder();
        roots.forEach(
                (each, end) -> text.append(UNTIL).append(end).append('\n').append(Certificates.pem(List.of(each))));
        AtomicFile.write(disk, file, text.toString().getBytes(StandardCharsets.UTF_8), Access.PUBLIC, true);
    }
}

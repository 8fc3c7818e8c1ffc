package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.CertificateConfig;
import io.dirgate.proxy.config.ServerTlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a listener's secret files that other users can read or change. Read access for a group is permitted: it may be
 * the gateway's group.
 */
final class FilePermissions {
    private static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("----w-rwx");

    private FilePermissions() {}

    /** Also empty on file systems without POSIX permissions. */
    static List<TlsException> faults(ServerTlsConfig tls) {
        List<TlsException> faults = new ArrayList<>();
        for (int i = 0; i < tls.certificates().size(); i++) {
            String section = tls.certificates().size() == 1 ? "tls" : "tls.certificates[" + i + "]";
            CertificateConfig certificate = tls.certificates().get(i);
            look(section + ".privateKey", certificate.privateKey(), faults);
            look(section + ".pkcs12", certificate.pkcs12(), faults);
            look(section + ".passphraseFile", certificate.passphraseFile(), faults);
        }
        look("tls.ticketKeys", tls.ticketKeys(), faults);
        return faults;
    }

    private static void look(String setting, @Nullable Path file, List<TlsException> faults) {
        if (file == null) {
            return;
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!Collections.disjoint(permissions, SECRET)) {
                faults.add(new TlsException(
                        setting,
                        "%s has permissions %s; chmod 640 %s takes it from other users"
                                .formatted(file, PosixFilePermissions.toString(permissions), file)));
            }
        } catch (IOException | UnsupportedOperationException e) {
            // No warning about a file that cannot be examined.
        }
    }
}

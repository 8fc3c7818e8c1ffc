package io.dirgate.certtool.directory;

import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The CA certificate that is registered, and what for. */
final class CaFileOption {
    @Option(names = "--certificate", required = true, paramLabel = "FILE", description = "The CA's certificate.")
    private Path file;

    @Option(
            names = "--type",
            paramLabel = "PURPOSE",
            defaultValue = "ldaps",
            converter = PurposeConverter.class,
            description = "ldaps (default) or smart-card.")
    private Purpose purpose;

    @Option(
            names = "--ocsp-url",
            paramLabel = "URL",
            description = "With --type smart-card: the OCSP responder for the cards' certificates.")
    private @Nullable String ocspUrl;

    X509Certificate read() throws IOException {
        if (ocspUrl != null && purpose != Purpose.SMART_CARD) {
            throw Failure.usage("--ocsp-url is for smart cards: add --type smart-card, or omit it");
        }
        return readOne(file);
    }

    static X509Certificate readOne(Path file) throws IOException {
        List<X509Certificate> certificates = Certificates.read(file);
        if (certificates.size() > 1) {
            throw new Failure(file + " holds " + certificates.size()
                    + " certificates, one is registered at a time; give the CA's own alone");
        }
        return certificates.get(0);
    }

    Purpose purpose() {
        return purpose;
    }

    @Nullable
    String ocspUrl() {
        return ocspUrl;
    }
}

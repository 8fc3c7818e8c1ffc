package io.dirgate.certtool.renew;

import io.dirgate.certtool.acme.AcmeRenewal;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** An ACME CA, asked again as {@code acme order} did. */
record AcmeSource(AcmeRenewal order, Path folder, Disk disk) implements Source {
    @Override
    public Present present() throws IOException {
        return Present.in(folder);
    }

    /** Asks the CA about the previous certificate, because the CA knows only that one. */
    @Override
    public Instant due(X509Certificate certificate) throws IOException {
        return order.isOf(certificate) ? order.time() : Source.super.due(certificate);
    }

    @Override
    public Made renew() throws Exception {
        return order.renew(disk);
    }

    @Override
    public List<Finding> warnings() {
        return List.of();
    }
}

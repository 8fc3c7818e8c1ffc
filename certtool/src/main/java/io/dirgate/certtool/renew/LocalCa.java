package io.dirgate.certtool.renew;

import io.dirgate.certtool.ca.CertificateAuthority;
import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.pki.CaEnd;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A CA on this machine, asked with a new key each time. */
record LocalCa(
        Context context,
        Path authority,
        Path certificate,
        Wish wish,
        Callable<char @Nullable []> passphrase,
        Consumer<String> note)
        implements Source {
    @Override
    public Present present() throws IOException {
        return Present.at(certificate);
    }

    @Override
    public Made renew() throws Exception {
        CertificateAuthority ca = CertificateAuthority.open(context, authority);
        KeyPair key = wish.kind().generate();
        List<X509Certificate> chain = new ArrayList<>(ca.chain());
        chain.add(0, ca.issue(wish.order(key.getPublic()), ca.unlock(passphrase), wish.shortAllowed()));
        List<X509Certificate> trusted = ca.trusted();
        trusted.addAll(stillNeeded(ca, trusted));
        Leaf leaf = new Leaf(key, chain, trusted);
        leaf.files(context.disk(), certificate).write(true);
        return Made.of(leaf.certificate(), leaf.written(certificate));
    }

    /** Roots that clients were told to trust: certificates below them may be in use elsewhere until somebody says otherwise. */
    private List<X509Certificate> stillNeeded(CertificateAuthority ca, List<X509Certificate> trusted)
            throws IOException {
        List<X509Certificate> kept = new ArrayList<>();
        for (X509Certificate each : told()) {
            boolean over = context.clock().instant().isAfter(Validity.of(each).notAfter());
            if (!over && !trusted.contains(each) && !ca.hasEnded(each)) {
                kept.add(each);
                note.accept("ca.pem keeps " + DistinguishedName.subject(each)
                        + ", since clients may still need it; certtool ca rollover says for how long");
            }
        }
        return kept;
    }

    private List<X509Certificate> told() throws IOException {
        Path file = certificate.resolveSibling("ca.pem");
        try {
            return Files.exists(file) ? Certificates.read(file) : List.of();
        } catch (Failure damaged) {
            return List.of();
        }
    }

    /** Tells of the end of the CA, and of those above it, in time for a successor. */
    @Override
    public List<Finding> warnings() throws IOException {
        List<Finding> warnings = new ArrayList<>();
        if (Files.isDirectory(authority)) {
            for (X509Certificate each :
                    CertificateAuthority.open(context, authority).chain()) {
                Finding end =
                        CaEnd.of(each, wish.validity().length(), context.clock().instant());
                if (end != null) {
                    warnings.add(end);
                }
            }
        }
        return warnings;
    }
}

package io.dirgate.certtool.renew;

import io.dirgate.certtool.ca.CertificateAuthority;
import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.pki.CaEnd;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A CA on this machine, asked with a new key each time. */
record LocalCa(Context context, Path authority, Path certificate, Wish wish, Callable<char @Nullable []> passphrase)
        implements Source {
    @Override
    public Present present() throws IOException {
        return Present.at(certificate);
    }

    @Override
    public void renew() throws Exception {
        CertificateAuthority ca = CertificateAuthority.open(context, authority);
        KeyPair key = wish.kind().generate();
        List<X509Certificate> chain = new ArrayList<>(ca.chain());
        chain.add(0, ca.issue(wish.order(key.getPublic()), ca.unlock(passphrase), wish.shortAllowed()));
        new Leaf(key, chain).files(context.disk(), certificate).write(true);
    }

    /** Tells of the end of the CA, and of those above it, in time for a successor. */
    @Override
    public List<String> warnings() throws IOException {
        List<String> warnings = new ArrayList<>();
        if (Files.isDirectory(authority)) {
            for (X509Certificate each :
                    CertificateAuthority.open(context, authority).chain()) {
                Finding end =
                        CaEnd.of(each, wish.validity().length(), context.clock().instant());
                if (end != null) {
                    warnings.add(end.toString());
                }
            }
        }
        return warnings;
    }
}

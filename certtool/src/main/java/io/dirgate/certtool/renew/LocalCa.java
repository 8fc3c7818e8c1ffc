package io.dirgate.certtool.renew;

import io.dirgate.certtool.ca.CertificateAuthority;
import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.Validity;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A CA on this machine, asked with a new key each time. */
record LocalCa(Context context, Path authority, Path folder, Wish wish, Callable<char @Nullable []> passphrase)
        implements Source {
    /** What the next certificate is to be. */
    record Wish(Subject subject, KeyKind kind, Profile profile, Validity validity) {}

    @Override
    public void renew() throws Exception {
        CertificateAuthority ca = CertificateAuthority.open(context, authority);
        KeyPair key = wish.kind.generate();
        Order order = Order.leaf(wish.subject, key.getPublic(), wish.profile, wish.validity);
        List<X509Certificate> chain = new ArrayList<>(ca.chain());
        chain.add(0, ca.issue(order, ca.unlock(passphrase)));
        new Leaf(key, chain).files(context.disk(), folder, Profile.SERVER).write(true);
    }
}

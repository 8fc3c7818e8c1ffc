package io.dirgate.certtool.ca;

import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.files.FolderLock;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.Issuer;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Serials;
import io.dirgate.certtool.pki.Signing;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/**
 * A private CA that stands in a folder. Each change is made alone (a lock on the folder) and is in the index before its result
 * leaves this class.
 */
public final class CertificateAuthority {
    /** Time to notice and to renew. */
    private static final Duration SHORTEST = Duration.ofDays(7);

    private final Context context;
    private final CaFolder folder;
    private final List<X509Certificate> chain;

    private CertificateAuthority(Context context, CaFolder folder, List<X509Certificate> chain) {
        this.context = context;
        this.folder = folder;
        this.chain = chain;
    }

    public static CertificateAuthority open(Context context, Path path) throws IOException {
        CaFolder folder = new CaFolder(path);
        if (!Files.exists(folder.index())) {
            throw new Failure(path + " is not a CA; make one with certtool ca init");
        }
        if (!Files.exists(folder.certificate())) {
            throw new Failure(path + " waits for its certificate; have " + folder.request()
                    + " signed and bring it in with certtool ca intermediate --dir " + path + " --certificate FILE");
        }
        X509Certificate certificate = Certificates.read(folder.certificate()).get(0);
        return new CertificateAuthority(context, folder, Chain.from(certificate, Certificates.read(folder.chain())));
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Its certificate and those of its issuers, in order, up to the root as far as known. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** What a client trusts: the end of the chain. */
    public X509Certificate root() {
        return chain.get(chain.size() - 1);
    }

    /** All that clients trust now: its root, and during a rollover the other one. */
    public List<X509Certificate> trusted() throws IOException {
        List<X509Certificate> trusted = new ArrayList<>(List.of(root()));
        trusted.addAll(OtherRoots.read(folder).at(now()));
        return trusted;
    }

    /** Whether the time has passed until which clients need this other root. */
    public boolean hasEnded(X509Certificate root) throws IOException {
        return OtherRoots.read(folder).hasEnded(root, now());
    }

    /** Has clients trust another root too, until a moment. */
    void trust(X509Certificate root, Instant until) throws IOException {
        try (FolderLock lock = context.disk().lock(folder.path())) {
            OtherRoots.read(folder).trust(root, until, context.disk());
        }
    }

    /** The key that signs, opened by its passphrase; one in KMS has none. */
    public PrivateKey unlock(Callable<char @Nullable []> passphrase) throws IOException {
        if (Files.exists(folder.kms())) {
            return KmsReference.read(folder.kms()).open(certificate().getPublicKey());
        }
        if (!Files.exists(folder.key())) {
            throw new Failure(folder.key() + " is not here; bring the CA's key back for as long as it has to sign");
        }
        KeyPair pair = Keys.read(folder.key(), passphrase);
        if (!Keys.match(pair, certificate().getPublicKey())) {
            throw new Failure(folder.key() + " does not belong to " + folder.certificate() + ": "
                    + Keys.difference(pair.getPublic(), certificate().getPublicKey()));
        }
        return pair.getPrivate();
    }

    /**
     * Signs a certificate with a new serial number. It ends no later than this CA's own certificate.
     *
     * @param shortAllowed whether it may be cut to less than a week
     */
    public X509Certificate issue(Order order, PrivateKey key, boolean shortAllowed) throws IOException {
        refuse(order);
        if (!shortAllowed) {
            refuseShort(order.validity());
        }
        Issuer issuer = new Issuer(certificate(), key, folder.publication());
        try (FolderLock lock = context.disk().lock(folder.path())) {
            Index index = index();
            BigInteger serial = order.serial();
            while (index.knows(serial)) {
                serial = Serials.next();
            }
            X509Certificate issued = Signing.issue(order.with(serial), issuer);
            refuseForbidden(issued);
            index.add(new Entry.Issued(now(), order.profile().toString(), issued));
            return issued;
        }
    }

    private void refuseShort(Validity wanted) {
        Instant end = Validity.of(certificate()).notAfter();
        if (end.isBefore(wanted.notAfter()) && end.isBefore(now().plus(SHORTEST))) {
            throw new Failure("the certificate of this CA, " + folder.certificate() + ", ends on " + end
                    + ", so a certificate that it signs now is valid for only "
                    + Validity.of(certificate()).daysLeft(now())
                    + " days only; make its successor, or give --short");
        }
    }

    /** The certificate that was signed last for this key, or null. */
    public @Nullable X509Certificate lastFor(PublicKey key) throws IOException {
        X509Certificate last = null;
        for (Entry.Issued each : index().issued()) {
            last = each.certificate().getPublicKey().equals(key) ? each.certificate() : last;
        }
        return last;
    }

    /** Whether this CA has signed the certificate and revoked it since. */
    public boolean hasRevoked(X509Certificate certificate) throws IOException {
        Index index = index();
        return certificate.getIssuerX500Principal().equals(certificate().getSubjectX500Principal())
                && index.isRevoked(certificate.getSerialNumber());
    }

    /** The names that the CAs above permit. Clients refuse all others. */
    private void refuseForbidden(X509Certificate issued) {
        if (chain.stream().noneMatch(ca -> ca.getExtensionValue(Extension.nameConstraints.getId()) != null)) {
            return;
        }
        for (Finding finding : Trust.of(List.of(root())).judge(Chain.from(issued, chain), Trust.Question.at(now()))) {
            if (finding.code().equals("path")) {
                throw new Failure(
                        "this CA may not certify that, for the names that it may certify are limited (--permit): "
                                + finding.message());
            }
        }
    }

    private void refuse(Order order) {
        if (!Validity.of(certificate()).contains(now())) {
            throw new Failure("the certificate of this CA, " + folder.certificate() + ", is good from "
                    + certificate().getNotBefore().toInstant() + " to "
                    + certificate().getNotAfter().toInstant() + "; what it signs now would not be accepted");
        }
        int below = certificate().getBasicConstraints();
        if (order.profile().isCa() && order.pathLength() >= below) {
            throw new Failure(
                    below == 0
                            ? "this CA may only sign servers and clients (path length 0); let the CA above it sign this one"
                            : "a CA with path length " + order.pathLength()
                                    + " needs an issuer with a greater one; this CA has " + below);
        }
    }

    /** Revokes for good; clients learn of it with the next CRL. Doing it twice changes nothing, and is told by false. */
    boolean revoke(BigInteger serial, RevocationReason reason) throws IOException {
        try (FolderLock lock = context.disk().lock(folder.path())) {
            Index index = index();
            if (!index.knows(serial)) {
                throw new Failure("this CA has signed no certificate with the serial number " + serial.toString(16)
                        + "; certtool ca list --dir " + folder.path() + " shows all");
            }
            if (index.isRevoked(serial)) {
                return false;
            }
            index.add(new Entry.Revoked(now(), serial, reason));
            return true;
        }
    }

    /** Signs a CRL over all that was ever revoked and keeps it as {@code ca.crl}, in DER. */
    byte[] signCrl(PrivateKey key, int days) throws IOException {
        try (FolderLock lock = context.disk().lock(folder.path())) {
            Index index = index();
            BigInteger number = index.nextCrl();
            byte[] crl = Crl.sign(
                    certificate(), key, index.revoked().values(), number, Validity.days(context.clock(), days));
            index.add(new Entry.CrlSigned(now(), number));
            AtomicFile.write(context.disk(), folder.crl(), crl, Access.PUBLIC, true);
            return crl;
        }
    }

    /** All that it did, as of now. */
    Index index() throws IOException {
        return Index.read(context.disk(), folder.index());
    }

    CaFolder folder() {
        return folder;
    }

    private Instant now() {
        return context.clock().instant();
    }
}

package io.dirgate.certtool.ca;

import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Request;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import io.dirgate.certtool.report.Written;
import io.dirgate.certtool.request.KeyKindConverter;
import io.dirgate.certtool.request.LifetimeOption;
import io.dirgate.certtool.request.NameOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool ca issue}. */
@Command(
        name = "issue",
        description = "Issue a certificate, with a new key or for a request.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool ca issue --dir issuing --profile server --name ldap.corp.example.com \\",
            "      --out-dir live --passphrase-file pw",
            "  certtool ca issue --dir issuing --csr server.csr --out server.pem --passphrase-file pw",
            "",
            "The folder gets privatekey.pem, server.crt (or client.crt), chain.pem (what a server",
            "presents) and ca.pem (what a client trusts)."
        })
final class IssueCommand extends Verb {
    @Mixin
    private CaOption ca;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            defaultValue = "server",
            converter = LeafProfileConverter.class,
            description = "server (default), client or domain-controller.")
    private Profile profile;

    @Mixin
    private NameOptions names;

    @Mixin
    private LifetimeOption lifetime;

    @Mixin
    private ShortOption shortLife;

    @Option(
            names = "--type",
            paramLabel = "KIND",
            defaultValue = "ec-p256",
            converter = KeyKindConverter.class,
            description = "Type of the new key: ec-p256 (default), ec-p384, rsa-2048, rsa-3072 or rsa-4096.")
    private KeyKind kind;

    @Option(
            names = "--out-dir",
            paramLabel = "FOLDER",
            description = "Where to write key and certificates. The folder is created if it does not exist.")
    private @Nullable Path outDir;

    @Option(
            names = "--csr",
            paramLabel = "FILE",
            description = "Issue a certificate for the key and names of this request.")
    private @Nullable Path csr;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "With --csr: write the certificate here, followed by its issuers.")
    private @Nullable Path out;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        if (outDir != null && csr == null && out == null) {
            withNewKey(outDir);
        } else if (csr != null && out != null && outDir == null) {
            forRequest(csr, out);
        } else {
            throw Failure.usage("give either --out-dir FOLDER, or --csr FILE and --out FILE");
        }
        return Outcome.FINE;
    }

    private void withNewKey(Path folder) throws IOException {
        Subject subject = names.subject(profile);
        CertificateAuthority authority = ca.open(context());
        KeyPair key = kind.generate();
        new Leaf(key, authority.chain())
                .files(context().disk(), folder, profile)
                .refuseExisting(force.given());
        List<X509Certificate> chain = issue(authority, subject, key.getPublic());
        Leaf leaf = new Leaf(key, chain, authority.trusted());
        leaf.files(context().disk(), folder, profile).write(force.given());
        warnOfGit(Leaf.keyIn(folder));
        report(chain.get(0), leaf.written(folder, profile));
    }

    private void forRequest(Path from, Path to) throws IOException {
        AtomicFile.refuseExisting(to, force.given());
        Request request = Request.read(from);
        judge(request, from);
        Subject subject = Subject.ofRequest(request, names.all(), profile);
        List<X509Certificate> chain = issue(ca.open(context()), subject, request.key());
        AtomicFile.write(
                context().disk(), to, Certificates.pemBytes(Chain.withoutRoot(chain)), Access.PUBLIC, force.given());
        report(chain.get(0), List.of(Certificates.written(to, Written.Kind.CHAIN, chain.get(0))));
    }

    /** A key that is too weak is not certified; one that many clients do not know is, with a warning. */
    private void judge(Request request, Path from) {
        String kind = KeyKind.describe(request.key());
        if (KeyKind.isWeak(request.key())) {
            throw new Failure(from + ": the key of the request is " + kind
                    + ", which today's clients refuse; make a request with RSA 2048 or more, or EC P-256");
        }
        if (!KeyKind.isWidelyKnown(request.key())) {
            warn(Finding.warning(
                    "key-kind",
                    from,
                    "the key of " + from + " is " + kind
                            + "; Windows, ACM and many LDAP clients take only RSA, EC P-256, P-384 and P-521"));
        }
    }

    private void report(X509Certificate issued, List<Written> written) {
        Made report = Made.of(issued, written);
        report(report, () -> report.print(out()));
    }

    private List<X509Certificate> issue(CertificateAuthority authority, Subject subject, PublicKey key)
            throws IOException {
        Validity wanted = lifetime.of(context().clock(), 90);
        X509Certificate issued = authority.issue(
                Order.leaf(subject, key, profile, wanted), ca.unlock(authority, context()), shortLife.given());
        Validity got = Validity.of(issued);
        if (got.notAfter().isBefore(wanted.notAfter())) {
            warn(Finding.warning(
                    "cut",
                    DistinguishedName.subject(issued),
                    "the certificate ends with its issuer's, on " + got.notAfter() + ", not on " + wanted.notAfter()));
        }
        List<X509Certificate> chain = new ArrayList<>(authority.chain());
        chain.add(0, issued);
        return chain;
    }
}

package io.dirgate.certtool.bundle;

import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Pkcs7;
import io.dirgate.certtool.pki.PkiFile;
import io.dirgate.certtool.pki.Stores;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import io.dirgate.certtool.report.Written;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code certtool bundle}. */
@Command(
        name = "bundle",
        description = {
            "Sort certificates into a chain, or convert them into another format.",
            "With --key it writes a key store, with --trust a trust store, otherwise the chain."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool bundle server.crt issuing.crt --out chain.pem",
            "  certtool bundle live/chain.pem --key live/privatekey.pem --format pkcs12 --out server.p12 --passphrase-file pw",
            "  certtool bundle live/ca.pem --trust --format jks --out truststore.jks --passphrase-file pw",
            "  certtool bundle server.p12 --format pem --out chain.pem --key-out privatekey.pem --passphrase-file pw",
            "  certtool bundle live/chain.pem --format pkcs7 --out chain.p7b"
        })
public final class BundleCommand extends Verb {
    /** The certificates that went into the new file, in its order. */
    record Report(List<String> certificates, List<Written> written) {}

    /** The format of the new file. */
    enum Form {
        PEM,
        DER,
        PKCS7,
        PKCS12,
        JKS;

        boolean isStore() {
            return this == PKCS12 || this == JKS;
        }
    }

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "PEM, DER, PKCS#7, PKCS#12 or JKS files with certificates, in any order. - is standard" + " input.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            defaultValue = "pem",
            description = "pem (default), der, pkcs7, pkcs12 or jks.")
    private Form form;

    @Option(names = "--key", paramLabel = "FILE", description = "The private key of the certificate, for a key store.")
    private @Nullable Path key;

    @Option(
            names = "--key-out",
            paramLabel = "FILE",
            description = "Write the private key of a key store here, as unencrypted PKCS#8.")
    private @Nullable Path keyOut;

    @Option(names = "--trust", description = "Write all certificates as trusted certificates.")
    private boolean trust;

    @Option(names = "--with-root", description = "Keep the root at the end of the chain. Servers do not need it.")
    private boolean withRoot;

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "The name of the key, in the key store that is read if it holds several keys, and in the"
                    + " new one. Default: server, and ca for trusted certificates.")
    private @Nullable String alias;

    @Option(
            names = "--legacy",
            description = "PKCS#12 with SHA-1 and Triple DES, for Windows Server 2016 and older, and Java 8 before"
                    + " update 301.")
    private boolean legacy;

    @Option(names = "--no-passphrase", description = "Use an empty passphrase for the store.")
    private boolean noPassphrase;

    @Mixin
    private PassphraseOption passphrase;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        if (legacy && form != Form.PKCS12) {
            throw Failure.usage("--legacy is for --format pkcs12");
        }
        if (noPassphrase && !form.isStore()) {
            throw Failure.usage("--no-passphrase is for --format pkcs12 and jks");
        }
        AtomicFile.refuseExisting(out, force.given());
        if (keyOut != null) {
            AtomicFile.refuseExisting(keyOut, force.given());
        }
        Set<X509Certificate> found = new LinkedHashSet<>();
        PrivateKey privateKey = null;
        PublicKey owner = null;
        for (Path file : files) {
            PkiFile read = PkiFile.read(file);
            if (read.isStore()) {
                Stores.Content content =
                        Stores.read(read, () -> passphrase.require(context(), "passphrase of " + file));
                found.addAll(content.certificates());
                Stores.Entry entry = privateKey == null && !trust ? content.key(read.name(), alias) : null;
                if (entry != null) {
                    privateKey = entry.key();
                    owner = entry.chain().isEmpty()
                            ? null
                            : entry.chain().get(0).getPublicKey();
                }
            } else {
                found.addAll(Certificates.of(read));
            }
        }
        if (key != null) {
            var pair = Keys.read(key, () -> passphrase.require(context(), "passphrase of " + key));
            warnOfReach(key);
            privateKey = pair.getPrivate();
            owner = pair.getPublic();
        }
        List<X509Certificate> all = List.copyOf(found);
        List<X509Certificate> certificates = trust ? all : chain(all, owner);
        boolean secret = privateKey != null && !trust && form.isStore();
        byte[] content = content(certificates, secret ? privateKey : null);
        if (keyOut != null) {
            writeKey(keyOut, privateKey);
        }
        AtomicFile.write(context().disk(), out, content, secret ? Access.PRIVATE : Access.PUBLIC, force.given());
        if (secret) {
            warnOfGit(out);
        }
        List<Written> written = new ArrayList<>();
        written.add(Certificates.written(out, kind(secret), certificates.get(0)));
        if (keyOut != null) {
            written.add(Written.of(keyOut, Written.Kind.PRIVATE_KEY));
        }
        List<String> subjects =
                certificates.stream().map(DistinguishedName::subject).toList();
        report(new Report(subjects, written), () -> {});
        return Outcome.FINE;
    }

    private Written.Kind kind(boolean secret) {
        if (form.isStore()) {
            return secret ? Written.Kind.KEY_STORE : Written.Kind.TRUST_STORE;
        }
        if (trust) {
            return Written.Kind.TRUSTED_ROOTS;
        }
        return form == Form.DER ? Written.Kind.CERTIFICATE : Written.Kind.CHAIN;
    }

    private void writeKey(Path to, @Nullable PrivateKey privateKey) throws IOException {
        if (privateKey == null) {
            throw new Failure("there is no private key in " + files + " for " + to);
        }
        AtomicFile.write(context().disk(), to, Keys.pem(privateKey, null), Access.PRIVATE, force.given());
        warnOfGit(to);
    }

    private List<X509Certificate> chain(List<X509Certificate> found, @Nullable PublicKey owner) {
        X509Certificate leaf = owner == null ? Chain.newestEnd(found) : leafOf(owner, found);
        List<X509Certificate> ordered = Chain.from(leaf, found);
        for (X509Certificate each : found) {
            if (!ordered.contains(each)) {
                warn(Finding.warning(
                        "left-out",
                        DistinguishedName.subject(each),
                        "left out, because it does not belong to the chain of "
                                + DistinguishedName.subject(leaf) + " until "
                                + leaf.getNotAfter().toInstant() + ": " + DistinguishedName.subject(each) + ", until "
                                + each.getNotAfter().toInstant() + ", serial " + Certificates.serial(each)));
            }
        }
        return withRoot ? ordered : Chain.withoutRoot(ordered);
    }

    private X509Certificate leafOf(PublicKey owner, List<X509Certificate> found) {
        X509Certificate leaf = Chain.newestOf(found, owner);
        if (leaf == null) {
            throw new Failure(
                    (key == null ? "the private key in the store" : key) + " belongs to none of the certificates: "
                            + Keys.difference(owner, Chain.newestEnd(found).getPublicKey()));
        }
        return leaf;
    }

    private byte[] content(List<X509Certificate> certificates, @Nullable PrivateKey privateKey) throws IOException {
        return switch (form) {
            case PEM -> Certificates.pemBytes(certificates);
            case DER -> single(certificates);
            case PKCS7 -> Pkcs7.write(certificates);
            case PKCS12, JKS -> store(certificates, privateKey);
        };
    }

    private byte[] single(List<X509Certificate> certificates) {
        if (certificates.size() > 1) {
            warn(Finding.warning(
                    "left-out",
                    out,
                    "a DER file holds one certificate; " + (certificates.size() - 1) + " issuers are left out"));
        }
        return Certificates.der(certificates.get(0));
    }

    private byte[] store(List<X509Certificate> certificates, @Nullable PrivateKey privateKey) throws IOException {
        char[] password = noPassphrase ? new char[0] : passphrase.choose(context(), "passphrase for " + out);
        String name = alias != null ? alias : privateKey == null ? "ca" : "server";
        return form == Form.JKS
                ? Stores.jks(privateKey, certificates, name, password)
                : Stores.pkcs12(privateKey, certificates, name, password, legacy);
    }
}

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
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.PkiFile;
import io.dirgate.certtool.pki.Stores;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
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
            "Bring certificates into order and into another form.",
            "With a key a key store (or the chain as PEM), without one the chain; with --trust what clients trust."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool bundle server.crt issuing.crt --out chain.pem",
            "  certtool bundle live/chain.pem --key live/privatekey.pem --format pkcs12 --out server.p12 --passphrase-file pw",
            "  certtool bundle live/ca.pem --trust --format jks --out truststore.jks --passphrase-file pw",
            "  certtool bundle server.p12 --format pem --out chain.pem --key-out privatekey.pem --passphrase-file pw"
        })
public final class BundleCommand extends Verb {
    /** What comes out. */
    enum Form {
        PEM,
        DER,
        PKCS12,
        JKS
    }

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "PEM, DER, PKCS#12 or JKS files with certificates, in any order.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            defaultValue = "pem",
            description = "pem (default), der, pkcs12 or jks.")
    private Form form;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The private key of the first certificate, for a key store.")
    private @Nullable Path key;

    @Option(
            names = "--key-out",
            paramLabel = "FILE",
            description = "Where the private key of a key store goes, unencrypted PKCS#8.")
    private @Nullable Path keyOut;

    @Option(names = "--trust", description = "Make a trust store of all the certificates, in no order.")
    private boolean trust;

    @Option(names = "--with-root", description = "Leave the root at the end of the chain; servers do without.")
    private boolean withRoot;

    @Mixin
    private PassphraseOption passphrase;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        AtomicFile.refuseExisting(out, force.given());
        if (keyOut != null) {
            AtomicFile.refuseExisting(keyOut, force.given());
        }
        Set<X509Certificate> found = new LinkedHashSet<>();
        PrivateKey privateKey = null;
        for (Path file : files) {
            PkiFile read = PkiFile.read(file);
            if (read.isStore()) {
                Stores.Content content = Stores.read(read, passphrase.require(context(), "passphrase of " + file));
                found.addAll(content.certificates());
                privateKey = privateKey == null ? content.key() : privateKey;
            } else {
                found.addAll(Certificates.of(read));
            }
        }
        List<X509Certificate> certificates = trust ? List.copyOf(found) : chain(List.copyOf(found));
        if (key != null) {
            privateKey = matchingKey(key, certificates.get(0));
        }
        boolean secret = privateKey != null && !trust && (form == Form.PKCS12 || form == Form.JKS);
        byte[] content = content(certificates, secret ? privateKey : null);
        if (keyOut != null) {
            writeKey(keyOut, privateKey);
        }
        AtomicFile.write(context().disk(), out, content, secret ? Access.SERVED_KEY : Access.PUBLIC, force.given());
        if (secret) {
            warnOfGit(out);
        }
        return Outcome.FINE;
    }

    private void writeKey(Path to, @Nullable PrivateKey privateKey) throws IOException {
        if (privateKey == null) {
            throw new Failure("there is no private key in " + files + " for " + to);
        }
        AtomicFile.write(context().disk(), to, Keys.pem(privateKey, null), Access.SERVED_KEY, force.given());
        warnOfGit(to);
    }

    private List<X509Certificate> chain(List<X509Certificate> found) {
        List<X509Certificate> ordered = Chain.inOrder(found);
        if (ordered.size() < found.size()) {
            note("left out " + (found.size() - ordered.size()) + " certificates that do not belong to the chain of "
                    + DistinguishedName.subject(ordered.get(0)));
        }
        return withRoot ? ordered : Chain.withoutRoot(ordered);
    }

    private PrivateKey matchingKey(Path file, X509Certificate leaf) throws IOException {
        KeyPair pair = Keys.read(file, () -> passphrase.require(context(), "passphrase of " + file));
        if (!Keys.match(pair, leaf.getPublicKey())) {
            throw new Failure(file + " does not belong to the certificate of " + DistinguishedName.subject(leaf)
                    + " (certificate has " + KeyKind.describe(leaf.getPublicKey()) + ", key is "
                    + KeyKind.describe(pair.getPublic()) + ")");
        }
        warnOfReach(file);
        return pair.getPrivate();
    }

    private byte[] content(List<X509Certificate> certificates, @Nullable PrivateKey privateKey) throws IOException {
        return switch (form) {
            case PEM -> Certificates.pemBytes(certificates);
            case DER -> single(certificates);
            case PKCS12, JKS -> store(certificates, privateKey);
        };
    }

    private byte[] single(List<X509Certificate> certificates) {
        if (certificates.size() > 1) {
            note("DER holds one certificate; " + (certificates.size() - 1) + " issuers are left out");
        }
        return Certificates.der(certificates.get(0));
    }

    private byte[] store(List<X509Certificate> certificates, @Nullable PrivateKey privateKey) throws IOException {
        char[] password = passphrase.choose(context(), "passphrase for " + out);
        return privateKey == null
                ? Stores.trustStore(form.name(), certificates, password)
                : Stores.keyStore(form.name(), privateKey, certificates, password);
    }
}

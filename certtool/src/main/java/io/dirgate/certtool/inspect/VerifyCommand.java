package io.dirgate.certtool.inspect;

import io.dirgate.certtool.cli.InstantConverter;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.cli.Screen;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.PkiFile;
import io.dirgate.certtool.pki.Stores;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code certtool verify}. */
@Command(
        name = "verify",
        description =
                "Check whether a client would accept a certificate: chain, dates, name, purpose, key," + " revocation.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool verify live/chain.pem --ca live/ca.pem --name ldap.corp.example.com --key live/privatekey.pem"
        })
public final class VerifyCommand extends Verb {
    /** The judgement; {@code accepted} if no finding is an error. */
    record Verdict(boolean accepted, String subject, Instant notAfter, long daysLeft, List<Finding> findings) {}

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "The certificate, followed by its issuers in the same file or in more files.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "The CA certificates to trust. Default: Java's list of public CAs.")
    private @Nullable Path ca;

    @Option(names = "--name", paramLabel = "NAME", description = "The name that clients connect to.")
    private @Nullable String name;

    @Option(names = "--client", description = "Check it as a client certificate. Default: as a server certificate.")
    private boolean client;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Also check that this private key belongs to the certificate.")
    private @Nullable Path key;

    @Option(
            names = "--crl",
            paramLabel = "FILE",
            description = "CRLs, one for each CA of the chain. Without this option revocation is not checked.")
    private List<Path> crls = new ArrayList<>();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Check for this time, such as 2027-01-01T00:00:00Z. Default: now.")
    private @Nullable Instant at;

    @Mixin
    private PassphraseOption passphrase;

    @Override
    protected Outcome run() throws Exception {
        List<X509Certificate> chain = new ArrayList<>();
        for (Path file : files) {
            PkiFile content = PkiFile.read(file);
            chain.addAll(Stores.certificates(content, () -> passphrase.require(context(), "passphrase of " + file)));
        }
        Instant moment = at != null ? at : context().clock().instant();
        X509Certificate leaf = chain.get(0);
        List<Finding> findings = findings(chain, moment);
        Validity validity = Validity.of(leaf);
        Verdict verdict = new Verdict(
                findings.stream().noneMatch(Finding::isError),
                DistinguishedName.subject(leaf),
                validity.notAfter(),
                validity.daysLeft(moment),
                findings);
        report(verdict, () -> {
            Screen screen = screen();
            findings.forEach(each -> out().println(screen.line(each.severity(), each.toString())));
            if (verdict.accepted) {
                out().println(screen.state("fine") + ": " + verdict.subject + ", until " + verdict.notAfter);
            }
        });
        return Outcome.of(findings);
    }

    private List<Finding> findings(List<X509Certificate> chain, Instant moment)
            throws IOException, CertificateException {
        X509Certificate leaf = chain.get(0);
        Trust trust = ca == null ? Trust.ofRuntime() : Trust.ofFile(ca);
        List<Finding> findings = new ArrayList<>(trust.judge(chain, new Trust.Question(moment, revocations())));
        add(findings, name == null ? null : Trust.judgeName(leaf, name));
        if (leaf.getBasicConstraints() < 0) {
            add(findings, Trust.judgePurpose(leaf, !client));
        }
        if (key != null) {
            KeyPair pair = Keys.read(key, () -> passphrase.require(context(), "passphrase of " + key));
            if (!Keys.match(pair, leaf.getPublicKey())) {
                findings.add(Finding.error(
                        "key",
                        key,
                        key + " does not belong to the certificate: "
                                + Keys.difference(pair.getPublic(), leaf.getPublicKey())));
            }
        }
        return findings;
    }

    private static void add(List<Finding> findings, @Nullable Finding found) {
        if (found != null) {
            findings.add(found);
        }
    }

    private List<X509CRL> revocations() throws IOException, CertificateException {
        List<X509CRL> found = new ArrayList<>();
        for (Path file : crls) {
            found.addAll(PkiFile.read(file).crls());
        }
        return found;
    }
}

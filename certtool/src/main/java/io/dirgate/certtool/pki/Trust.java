package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom one trusts, and a judgement over what a server presents: RFC 5280 section 6, with every fault in plain words. */
public final class Trust {
    private final List<X509Certificate> anchors;
    private final String origin;

    private Trust(List<X509Certificate> anchors, String origin) {
        this.anchors = anchors;
        this.origin = origin;
    }

    /** Trusts all certificates of a file, whether roots or not. */
    public static Trust ofFile(Path file) throws IOException {
        return new Trust(Certificates.read(file), file.toString());
    }

    public static Trust of(List<X509Certificate> anchors) {
        return new Trust(List.copyOf(anchors), "the given certificates");
    }

    /** Trusts the public CAs of the Java runtime. */
    public static Trust ofRuntime() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return new Trust(Arrays.asList(x509.getAcceptedIssuers()), "the public CAs of this Java runtime");
                }
            }
            return new Trust(List.of(), "an empty list");
        } catch (GeneralSecurityException e) {
            throw new Failure("the trust store of the Java runtime cannot be read: " + e.getMessage(), e);
        }
    }

    /** The question that is asked of a chain: when, by what revocation lists. */
    public record Question(Instant at, Collection<X509CRL> crls) {
        public static Question at(Instant at) {
            return new Question(at, List.of());
        }
    }

    /**
     * All that is wrong with a chain, the gravest first; empty if a client that trusts these certificates accepts it.
     *
     * @param presented what the server sends, leaf first, as it sends it
     */
    public List<Finding> judge(List<X509Certificate> presented, Question question) {
        List<Finding> faults = new ArrayList<>();
        if (presented.isEmpty()) {
            return List.of(Finding.error("no-certificate", origin, "no certificate is presented"));
        }
        X509Certificate leaf = presented.get(0);
        List<X509Certificate> chain = Chain.from(leaf, presented);
        for (X509Certificate each : chain) {
            addDateFault(faults, each, question.at());
        }
        List<X509Certificate> sorted = Chain.inOrder(presented);
        if (!sorted.get(0).equals(leaf)) {
            faults.add(Finding.error(
                    "order",
                    DistinguishedName.subject(leaf),
                    "the chain is in the wrong order: it begins with " + DistinguishedName.subject(leaf)
                            + " instead of " + DistinguishedName.subject(sorted.get(0))
                            + "; put the server's own certificate first, then its issuers"));
            return faults;
        }
        if (!chain.equals(presented.subList(0, chain.size()))) {
            faults.add(Finding.error(
                    "order",
                    DistinguishedName.subject(leaf),
                    "the chain is in the wrong order; each certificate must be followed by its issuer: "
                            + chain.stream().map(DistinguishedName::subject).collect(Collectors.joining(", then "))));
        }
        Finding untrusted = path(chain, question);
        if (untrusted != null) {
            faults.add(untrusted);
        }
        return faults;
    }

    private static void addDateFault(List<Finding> faults, X509Certificate certificate, Instant at) {
        Validity validity = Validity.of(certificate);
        if (at.isAfter(validity.notAfter())) {
            faults.add(Finding.error(
                    Finding.EXPIRED,
                    DistinguishedName.subject(certificate),
                    DistinguishedName.subject(certificate) + " has expired on " + validity.notAfter() + "; renew it"));
        } else if (at.isBefore(validity.notBefore())) {
            faults.add(Finding.error(
                    "not-yet-valid",
                    DistinguishedName.subject(certificate),
                    DistinguishedName.subject(certificate) + " is good only from " + validity.notBefore()
                            + "; wait, or set the clock of this machine"));
        }
    }

    private @Nullable Finding path(List<X509Certificate> chain, Question question) {
        List<X509Certificate> below = new ArrayList<>();
        for (X509Certificate each : chain) {
            if (anchors.contains(each)) {
                return below.isEmpty() ? null : validate(below, each, question);
            }
            below.add(each);
            X509Certificate anchor = anchors.stream()
                    .filter(candidate -> Chain.vouches(candidate, each))
                    .findFirst()
                    .orElse(null);
            if (anchor != null) {
                return validate(below, anchor, question);
            }
        }
        return unknownIssuer(chain);
    }

    private Finding unknownIssuer(List<X509Certificate> chain) {
        X509Certificate last = chain.get(chain.size() - 1);
        if (Chain.isSelfSigned(last)) {
            return chain.size() == 1
                    ? Finding.error(
                            "self-signed",
                            DistinguishedName.subject(last),
                            DistinguishedName.subject(last) + " vouches for itself and is not among " + origin
                                    + "; give clients a copy of it, or have a CA issue the certificate")
                    : Finding.error(
                            "untrusted-root",
                            DistinguishedName.subject(last),
                            "the chain ends with " + DistinguishedName.subject(last) + ", which is not among " + origin
                                    + "; give clients that root certificate");
        }
        return Finding.error(
                "missing-issuer",
                DistinguishedName.subject(last),
                "the certificate of " + DistinguishedName.issuer(last)
                        + ", the issuer of " + DistinguishedName.subject(last)
                        + ", is neither sent by the server nor among " + origin
                        + "; let the server send its whole chain (chain.pem), or trust the right CA");
    }

    private @Nullable Finding validate(List<X509Certificate> path, X509Certificate anchor, Question question) {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setDate(Date.from(question.at()));
            parameters.setRevocationEnabled(!question.crls().isEmpty());
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(question.crls())));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return null;
        } catch (CertPathValidatorException e) {
            if (e.getReason() == CertPathValidatorException.BasicReason.EXPIRED
                    || e.getReason() == CertPathValidatorException.BasicReason.NOT_YET_VALID) {
                return null;
            }
            String refused = DistinguishedName.subject(path.get(Math.max(e.getIndex(), 0)));
            return Finding.error(
                    e.getReason() == CertPathValidatorException.BasicReason.REVOKED ? "revoked" : "path",
                    refused,
                    refused + " is refused: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            return Finding.error(
                    "path", DistinguishedName.subject(path.get(0)), "the chain cannot be validated: " + e.getMessage());
        }
    }

    /** What is wrong with the name, or null: expected and found stand in it. */
    public static @Nullable Finding judgeName(X509Certificate leaf, String host) {
        SubjectNames names = SubjectNames.of(leaf);
        if (names.covers(host)) {
            return null;
        }
        return Finding.error(
                "name",
                DistinguishedName.subject(leaf),
                "the certificate is not for " + host + "; it is for "
                        + (names.isEmpty()
                                ? "no name at all (it has no subject alternative names)"
                                : String.join(", ", names.all()))
                        + "; connect by one of its names, or issue one that has this name");
    }

    /** What is wrong with the purpose, or null. */
    public static @Nullable Finding judgePurpose(X509Certificate leaf, boolean server) {
        List<String> purposes = Usages.extended(leaf);
        String wanted = server ? "serverAuth" : "clientAuth";
        return purposes.isEmpty() || purposes.contains(wanted) || purposes.contains("any")
                ? null
                : Finding.error(
                        "purpose",
                        DistinguishedName.subject(leaf),
                        "the certificate is for " + String.join(", ", purposes) + ", not for " + wanted
                                + "; issue one with the right extended key usage");
    }
}

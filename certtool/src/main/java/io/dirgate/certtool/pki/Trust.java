package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom one trusts, and a judgement over what a server presents: RFC 5280 section 6, with every fault in plain words. */
public final class Trust {
    /** The code of a certificate that is trusted without being a root. */
    public static final String ANCHOR_NOT_ROOT = "anchor-not-root";

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
     * All that is wrong with a chain, the gravest first; without an error, a client that trusts these certificates accepts it. Of all
     * ways to what is trusted the best one counts, as it does for clients; certificates beside it are worth a warning at most.
     *
     * @param presented what the server sends, leaf first, as it sends it
     */
    public List<Finding> judge(List<X509Certificate> presented, Question question) {
        if (presented.isEmpty()) {
            return List.of(Finding.error("no-certificate", origin, "no certificate is presented"));
        }
        X509Certificate leaf = presented.get(0);
        X509Certificate before = presented.stream()
                .filter(other -> !other.equals(leaf) && Chain.vouches(leaf, other))
                .findFirst()
                .orElse(null);
        if (before != null) {
            return List.of(Finding.error(
                    "order",
                    DistinguishedName.subject(leaf),
                    "the chain is in the wrong order: it begins with " + DistinguishedName.subject(leaf)
                            + " instead of " + DistinguishedName.subject(before)
                            + "; put the server's own certificate first, then its issuers"));
        }
        TrustedPath best = null;
        List<Finding> findings = List.of();
        for (TrustedPath path : TrustedPath.all(leaf, presented, anchors)) {
            List<Finding> judged = path.judge(question);
            if (best == null || weight(judged) < weight(findings)) {
                best = path;
                findings = judged;
            }
        }
        return best == null
                ? withoutPath(presented, question.at())
                : withTheRest(findings, best, presented, question.at());
    }

    private static int weight(List<Finding> findings) {
        return findings.stream().mapToInt(each -> each.isError() ? 100 : 1).sum();
    }

    private List<Finding> withoutPath(List<X509Certificate> presented, Instant at) {
        List<Finding> findings = new ArrayList<>();
        List<X509Certificate> chain = Chain.from(presented.get(0), presented);
        for (X509Certificate each : chain) {
            Finding fault = Dates.fault(each, at);
            if (fault != null) {
                findings.add(fault);
            }
        }
        findings.add(unknownIssuer(chain));
        return findings;
    }

    private static List<Finding> withTheRest(
            List<Finding> ofPath, TrustedPath path, List<X509Certificate> presented, Instant at) {
        List<Finding> findings = new ArrayList<>(ofPath);
        List<X509Certificate> sent = new ArrayList<>(path.whole());
        sent.retainAll(presented);
        Duration life = Validity.of(presented.get(0)).length();
        for (X509Certificate ca : path.whole().subList(1, path.whole().size())) {
            Finding end = CaEnd.of(ca, life, at);
            if (end != null) {
                findings.add(end);
            }
        }
        List<X509Certificate> asSent = new ArrayList<>(presented);
        asSent.retainAll(sent);
        if (!sent.equals(asSent)) {
            findings.add(Finding.warning(
                    "order",
                    DistinguishedName.subject(sent.get(0)),
                    "the chain is in the wrong order; each certificate must be followed by its issuer: "
                            + sent.stream().map(DistinguishedName::subject).collect(Collectors.joining(", then "))
                            + ". openssl, GnuTLS and Java sort it, other clients may refuse it"));
        }
        presented.stream().filter(each -> !sent.contains(each)).distinct().forEach(each -> {
            Finding fault = Dates.fault(each, at);
            if (fault != null) {
                findings.add(superfluous(each, fault, sent, presented));
            }
        });
        return findings;
    }

    /** GnuTLS takes the first issuer that is sent; openssl and Java look on. */
    private static Finding superfluous(
            X509Certificate bad, Finding fault, List<X509Certificate> sent, List<X509Certificate> presented) {
        boolean misleading = false;
        for (int i = 1; i < sent.size(); i++) {
            misleading |=
                    Chain.vouches(bad, sent.get(i - 1)) && presented.indexOf(bad) < presented.indexOf(sent.get(i));
        }
        String name = DistinguishedName.subject(bad);
        return Finding.warning(
                "superfluous",
                name,
                "the server also sends a certificate that is not needed and bad: "
                        + fault.message().replaceFirst("; .*", "")
                        + (misleading
                                ? ". GnuTLS takes it, because it comes first, and refuses the chain; openssl and Java"
                                        + " accept the chain"
                                : ". Clients accept the chain without it")
                        + "; remove it from the server's chain");
    }

    private Finding unknownIssuer(List<X509Certificate> chain) {
        X509Certificate last = chain.get(chain.size() - 1);
        if (Chain.isSelfSigned(last)) {
            return chain.size() == 1
                    ? Finding.error(
                            "self-signed",
                            DistinguishedName.subject(last),
                            DistinguishedName.subject(last) + " is self-signed and is not among " + origin
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

    /** What is wrong with the name, or null: expected and found stand in it. */
    public static @Nullable Finding judgeName(X509Certificate leaf, String host) {
        SubjectNames names = SubjectNames.of(leaf);
        if (names.covers(host)) {
            return null;
        }
        if (Hostname.address(host) != null && names.dns().contains(host.toLowerCase(Locale.ROOT))) {
            return Finding.error(
                    "name",
                    DistinguishedName.subject(leaf),
                    "the certificate has the address " + host
                            + " as a DNS name; clients look for an address among the IP"
                            + " addresses only: issue one that has it there (--ip " + host + ")");
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

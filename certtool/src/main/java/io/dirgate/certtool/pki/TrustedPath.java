package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Finding;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way from a certificate up to one that a client trusts.
 *
 * @param below the certificate and its issuers in order, without the anchor; empty if the certificate itself is trusted
 * @param anchor what the client trusts
 */
record TrustedPath(List<X509Certificate> below, X509Certificate anchor) {
    /** Enough for each real chain; a server could send one that is made to be searched without end. */
    private static final int MOST_STEPS = 100;

    /** All ways, the shortest first. */
    static List<TrustedPath> all(
            X509Certificate leaf, Collection<X509Certificate> presented, Collection<X509Certificate> anchors) {
        Set<X509Certificate> known = new LinkedHashSet<>(anchors);
        known.addAll(presented);
        List<TrustedPath> found = new ArrayList<>();
        Deque<List<X509Certificate>> open = new ArrayDeque<>(List.of(List.of(leaf)));
        for (int steps = 0; !open.isEmpty() && steps < MOST_STEPS; steps++) {
            List<X509Certificate> path = open.remove();
            X509Certificate last = path.get(path.size() - 1);
            if (anchors.contains(last)) {
                found.add(new TrustedPath(path.subList(0, path.size() - 1), last));
            }
            for (X509Certificate issuer : Chain.isSelfSigned(last) ? Set.<X509Certificate>of() : known) {
                if (!path.contains(issuer) && Chain.vouches(issuer, last)) {
                    List<X509Certificate> longer = new ArrayList<>(path);
                    longer.add(issuer);
                    open.add(longer);
                }
            }
        }
        return found;
    }

    /** The whole way, the anchor at its end. */
    List<X509Certificate> whole() {
        List<X509Certificate> whole = new ArrayList<>(below);
        whole.add(anchor);
        return whole;
    }

    /** All that is wrong on this way, and which clients see it otherwise. */
    List<Finding> judge(Trust.Question question) {
        List<Finding> findings = new ArrayList<>();
        for (X509Certificate each : below) {
            add(findings, Dates.fault(each, question.at()));
        }
        add(findings, anchorDate(question.at()));
        add(findings, anchorKind());
        if (!below.isEmpty()) {
            add(findings, rules(question));
        }
        return findings;
    }

    private @Nullable Finding anchorDate(Instant at) {
        Finding fault = Dates.fault(anchor, at);
        return fault == null
                ? null
                : Finding.error(
                        fault.code(),
                        fault.subject(),
                        fault.message() + ". It is what clients trust: openssl, GnuTLS and Windows refuse the chain,"
                                + " Java alone accepts it");
    }

    private @Nullable Finding anchorKind() {
        if (Chain.isSelfSigned(anchor)) {
            return null;
        }
        String name = DistinguishedName.subject(anchor);
        String remedy = "; give clients the root (" + DistinguishedName.issuer(anchor) + ") too";
        return anchor.getBasicConstraints() >= 0
                ? Finding.warning(
                        Trust.ANCHOR_NOT_ROOT,
                        name,
                        name
                                + " is trusted but is not a root: GnuTLS and Java accept that, openssl and Windows refuse it"
                                + remedy)
                : Finding.error(
                        Trust.ANCHOR_NOT_ROOT,
                        name,
                        name + " is trusted itself, not its CA: Java accepts that, openssl, GnuTLS and Windows"
                                + " refuse it" + remedy);
    }

    /** The rules of RFC 5280 section 6; dates are judged apart, so that an old certificate hides no other fault. */
    private @Nullable Finding rules(Trust.Question question) {
        Instant at = question.at();
        boolean inDate = below.stream().allMatch(each -> Validity.of(each).contains(at));
        boolean root = Chain.isSelfSigned(anchor);
        // With the root in it, the root's own constraints count too, as they do for openssl.
        Finding fault = validate(root ? whole() : below, inDate && !root ? at : commonStart(), List.of());
        return fault == null && inDate && !question.crls().isEmpty() ? validate(below, at, question.crls()) : fault;
    }

    private Instant commonStart() {
        return whole().stream()
                .map(each -> Validity.of(each).notBefore())
                .reduce(Instant.EPOCH, (one, other) -> one.isAfter(other) ? one : other);
    }

    private @Nullable Finding validate(List<X509Certificate> path, Instant at, Collection<?> crls) {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setDate(Date.from(at));
            parameters.setRevocationEnabled(!crls.isEmpty());
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(crls)));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return null;
        } catch (CertPathValidatorException e) {
            if (e.getReason() == BasicReason.EXPIRED || e.getReason() == BasicReason.NOT_YET_VALID) {
                return null;
            }
            String refused = DistinguishedName.subject(path.get(Math.max(e.getIndex(), 0)));
            return Finding.error(
                    e.getReason() == BasicReason.REVOKED ? "revoked" : "path",
                    refused,
                    refused + " is refused: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            return Finding.error(
                    "path", DistinguishedName.subject(path.get(0)), "the chain cannot be validated: " + e.getMessage());
        }
    }

    private static void add(List<Finding> findings, @Nullable Finding finding) {
        if (finding != null) {
            findings.add(finding);
        }
    }
}

package io.dirgate.certtool.lint;

import io.dirgate.certtool.acm.ImportRules;
import io.dirgate.certtool.directory.RegistrationRules;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges a chain, leaf first, by the rules that its purpose asks for. */
record Linter(Purpose purpose, @Nullable String host, Instant now) {
    List<Finding> judge(List<X509Certificate> given) {
        List<Finding> findings = new ArrayList<>();
        List<X509Certificate> chain = List.copyOf(new LinkedHashSet<>(given));
        if (chain.size() < given.size()) {
            Set<X509Certificate> seen = new HashSet<>();
            given.stream()
                    .filter(each -> !seen.add(each))
                    .forEach(each -> findings.add(Finding.warning(
                            "duplicate",
                            DistinguishedName.subject(each),
                            "it is in the chain more than once; leave out the copy")));
        }
        X509Certificate first = chain.get(0);
        if (purpose == Purpose.DS) {
            chain.forEach(each -> findings.addAll(RegistrationRules.check(each, null, now)));
            return findings;
        }
        findings.addAll(LeafRules.check(first, purpose));
        Finding name = host == null ? null : Trust.judgeName(first, host);
        if (name != null) {
            findings.add(Finding.error(
                    purpose == Purpose.AD ? "ad-name" : "name", DistinguishedName.subject(first), name.message()));
        }
        for (int i = 0; i < chain.size(); i++) {
            findings.addAll(CommonRules.check(chain.get(i), now));
            if (i > 0) {
                findings.addAll(CaRules.check(chain.get(i), i - 1));
                addOutlived(findings, chain.get(i - 1), chain.get(i));
            }
        }
        if (purpose == Purpose.ACM) {
            findings.addAll(ImportRules.check(first, chain.subList(1, chain.size()), now));
        }
        return findings;
    }

    private static void addOutlived(List<Finding> findings, X509Certificate below, X509Certificate above) {
        if (Validity.of(below).notAfter().isAfter(Validity.of(above).notAfter())) {
            findings.add(Finding.error(
                    "validity-issuer",
                    DistinguishedName.subject(below),
                    "it ends on " + Validity.of(below).notAfter() + ", after its issuer, which ends on "
                            + Validity.of(above).notAfter()));
        }
    }
}

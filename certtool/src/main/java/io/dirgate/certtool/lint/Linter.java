package io.dirgate.certtool.lint;

import io.dirgate.certtool.acm.ImportRules;
import io.dirgate.certtool.aws.Finding;
import io.dirgate.certtool.directory.RegistrationRules;
import io.dirgate.certtool.pki.Fault;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.pki.Validity;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges a chain, leaf first, by the rules that its purpose asks for. */
record Linter(Purpose purpose, @Nullable String host, Instant now) {
    List<Problem> judge(List<X509Certificate> chain) {
        List<Problem> problems = new ArrayList<>();
        X509Certificate first = chain.get(0);
        if (purpose == Purpose.DS) {
            chain.forEach(each -> problems.addAll(found(each, RegistrationRules.check(each, null, now))));
            return problems;
        }
        problems.addAll(LeafRules.check(first, purpose));
        Fault name = host == null ? null : Trust.judgeName(first, host);
        if (name != null) {
            problems.add(Problem.error(purpose == Purpose.AD ? "ad-name" : "name", first, name.message()));
        }
        for (int i = 0; i < chain.size(); i++) {
            problems.addAll(CommonRules.check(chain.get(i), now));
            if (i > 0) {
                problems.addAll(CaRules.check(chain.get(i), i - 1));
                addOutlived(problems, chain.get(i - 1), chain.get(i));
            }
        }
        if (purpose == Purpose.ACM) {
            problems.addAll(found(first, ImportRules.check(first, chain.subList(1, chain.size()), now)));
        }
        return problems;
    }

    private static void addOutlived(List<Problem> problems, X509Certificate below, X509Certificate above) {
        if (Validity.of(below).notAfter().isAfter(Validity.of(above).notAfter())) {
            problems.add(Problem.error(
                    "validity-issuer",
                    below,
                    "it ends on " + Validity.of(below).notAfter() + ", after its issuer, which ends on "
                            + Validity.of(above).notAfter()));
        }
    }

    private static List<Problem> found(X509Certificate certificate, List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.refused()
                        ? Problem.error(finding.rule(), certificate, finding.message())
                        : Problem.warning(finding.rule(), certificate, finding.message()))
                .toList();
    }
}

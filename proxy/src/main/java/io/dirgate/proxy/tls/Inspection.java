package io.dirgate.proxy.tls;

import io.dirgate.proxy.tls.KnownAuthorities.Authority;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a listener serves, for operators who check a configuration.
 *
 * @param problems faults that make clients refuse the connection
 * @param warnings possible faults
 */
public record Inspection(List<Served> certificates, List<TlsException> problems, List<TlsException> warnings) {
    private static final int SOON_DAYS = 30;

    /**
     * One certificate.
     *
     * @param source the file, or the certificate's identifier in AWS
     * @param chain subjects, beginning with the server's own and ending with the authority if it is known
     */
    public record Served(String source, List<String> names, String keyType, List<String> chain, Instant notAfter) {
        /** Whole days, rounded down. */
        public long daysLeft(Instant now) {
            return Math.floorDiv(
                    Duration.between(now, notAfter).toSeconds(),
                    Duration.ofDays(1).toSeconds());
        }
    }

    /** Collects the findings about one certificate. */
    private record Judgement(
            String setting,
            String name,
            Credential credential,
            List<TlsException> problems,
            List<TlsException> warnings) {
        private List<X509Certificate> chain() {
            return credential.chain();
        }

        private X509Certificate last() {
            return chain().get(chain().size() - 1);
        }

        private void problem(String says) {
            problems.add(new TlsException(setting, name + " " + says));
        }

        private void warning(String says) {
            warnings.add(new TlsException(setting, name + " " + says));
        }

        void judge(KnownAuthorities known, Instant now) {
            X509Certificate leaf = credential.leaf();
            long days = Duration.between(now, leaf.getNotAfter().toInstant()).toDays();
            if (days >= 0
                    && days <= SOON_DAYS
                    && now.isBefore(leaf.getNotAfter().toInstant())) {
                warning("expires in %d days; renew it".formatted(days));
            }
            if (!credential.hasAlternativeNames()) {
                problem(
                        "has no subject alternative name, and clients no longer look at the common name; issue it anew");
            }
            if (!KnownAuthorities.isSelfSigned(last())) {
                judgeEnd(known.issuerOf(last()));
            } else if (chain().size() == 1) {
                warning("is self-signed: every client must be given this very certificate");
            } else {
                warning("ends with the authority itself, %s, which clients have already; leave it out"
                        .formatted(name(last())));
            }
        }

        private void judgeEnd(@Nullable Authority issuer) {
            String missing = name(last().getIssuerX500Principal());
            if (issuer == null) {
                problem(
                        ("ends with %s, and this machine does not know its issuer, %s. If that is an intermediate authority, append its"
                                        + " certificate; if clients trust it, name its file with --ca")
                                .formatted(name(last()), missing));
            } else if (issuer.file() != null) {
                problem(
                        "lacks the intermediate certificate %s, without which clients find no way to their authority; append %s"
                                .formatted(missing, issuer.file().getFileName()));
            }
        }

        private List<String> subjects(KnownAuthorities known) {
            List<String> subjects =
                    chain().stream().map(Judgement::name).collect(Collectors.toCollection(ArrayList::new));
            Authority issuer = KnownAuthorities.isSelfSigned(last()) ? null : known.issuerOf(last());
            if (issuer != null && issuer.file() == null) {
                subjects.add(name(issuer.certificate()));
            }
            return subjects;
        }

        private static String name(X509Certificate certificate) {
            return name(certificate.getSubjectX500Principal());
        }

        private static String name(X500Principal principal) {
            return principal.getName();
        }
    }

    static Inspection of(ServerMaterial material, List<String> sources, KnownAuthorities known, Instant now) {
        List<Served> certificates = new ArrayList<>();
        List<TlsException> problems = new ArrayList<>(material.untimely());
        List<TlsException> warnings = new ArrayList<>(material.passedOver());
        for (int i = 0; i < sources.size(); i++) {
            Credential credential = material.credentials().get(i);
            String section = sources.size() == 1 ? "tls" : "tls.certificates[" + i + "]";
            String name = Objects.requireNonNullElse(Path.of(sources.get(i)).getFileName(), sources.get(i))
                    .toString();
            Judgement judgement = new Judgement(section + ".certificate", name, credential, problems, warnings);
            judgement.judge(known, now);
            certificates.add(new Served(
                    sources.get(i),
                    credential.names(),
                    credential.key().getAlgorithm(),
                    judgement.subjects(known),
                    credential.leaf().getNotAfter().toInstant()));
        }
        return new Inspection(certificates, problems, warnings);
    }
}

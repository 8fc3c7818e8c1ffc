package io.dirgate.certtool.doctor;

import io.dirgate.certtool.files.GitWorkTree;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.Dates;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.PublicLifetime;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The certificates that the gateway serves: their files, their dates, their names. */
record CertificateFindings(Instant now, @Nullable String publicName) {
    List<Finding> of(Listener.Pair pair) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Path file : List.of(pair.certificate(), pair.privateKey())) {
            if (!Files.isReadable(file)) {
                findings.add(Finding.error(
                        "unreadable",
                        file,
                        Files.exists(file) ? "this user may not read it" : "there is no such file"));
            }
        }
        if (!findings.isEmpty()) {
            return findings;
        }
        try {
            List<X509Certificate> chain = Certificates.read(pair.certificate());
            findings.add(Dates.judge(chain.get(0), now).about(pair.certificate()));
            findings.addAll(faults(pair.certificate(), chain));
            findings.addAll(lifetimes(pair.certificate(), chain));
            findings.addAll(key(pair.privateKey(), chain.get(0)));
            findings.addAll(names(chain.get(0)));
        } catch (Failure e) {
            findings.add(Finding.error("damaged", pair.certificate(), e.getMessage()));
        }
        return findings;
    }

    /** What the lifetime limits of public CAs mean for this certificate. They do not apply to private CAs. */
    private List<Finding> lifetimes(Path file, List<X509Certificate> chain) {
        boolean isPublic =
                Trust.ofRuntime().judge(chain, Trust.Question.at(now)).stream().noneMatch(Finding::isError);
        if (!isPublic) {
            return List.of(
                    Finding.info(
                            "lifetime-private",
                            file,
                            "is not from a public CA, so the limits of 200, 100 and 47 days do not apply; still, renew it by a timer"));
        }
        return limits(file, Validity.of(chain.get(0)), now);
    }

    /** What the current and future lifetime limits mean for a certificate of a public CA. */
    static List<Finding> limits(Path file, Validity validity, Instant now) {
        List<Finding> findings = new ArrayList<>();
        for (PublicLifetime limit : PublicLifetime.at(now).onwards()) {
            String when = limit.from().isAfter(LocalDate.ofInstant(now, ZoneOffset.UTC)) ? "from " : "since ";
            String message = when + limit.from() + " public CAs issue for at most " + limit.days()
                    + " days, so it has to be renewed every " + limit.days() * 2 / 3 + " days"
                    + (validity.length().toDays() > limit.days()
                            ? "; the next one will not last "
                                    + validity.length().toDays() + " days as this one does"
                            : "")
                    + (limit == PublicLifetime.DAYS_47
                            ? "; an alarm at a fixed 30 days would then fire for every certificate, so use a percentage of the life"
                            : "")
                    + "; renew it by a timer, not by a calendar";
            findings.add(Finding.info("lifetime-" + limit.days(), file, message));
        }
        return findings;
    }

    /** Checks that the chain is complete and in order. Its own root counts as trusted. */
    private List<Finding> faults(Path file, List<X509Certificate> chain) {
        X509Certificate leaf = chain.get(0);
        List<X509Certificate> inDate = chain.stream()
                .filter(each -> each.equals(leaf) || Dates.fault(each, now) == null)
                .toList();
        List<X509Certificate> whole = Chain.from(leaf, inDate);
        X509Certificate top = whole.get(whole.size() - 1);
        List<Finding> findings = new ArrayList<>();
        if (top.equals(leaf)) {
            chain.stream()
                    .filter(each -> !inDate.contains(each) && Chain.vouches(each, leaf))
                    .map(each -> Dates.fault(each, now))
                    .flatMap(Stream::ofNullable)
                    .findFirst()
                    .ifPresent(fault -> findings.add(fault.about(file)));
        }
        if (!findings.isEmpty()) {
            return findings;
        }
        for (Finding fault : Trust.of(List.of(top)).judge(chain, Trust.Question.at(now))) {
            if (!fault.code().equals(Finding.EXPIRED) && !fault.code().equals(Trust.ANCHOR_NOT_ROOT)) {
                findings.add(fault.about(file));
            }
        }
        if (whole.size() == 1 && !Chain.isSelfSigned(top)) {
            findings.add(Finding.warning(
                    "issuer-not-sent",
                    file,
                    "only the certificate itself is in it; if "
                            + DistinguishedName.issuer(top)
                            + " is not the root that clients trust, its certificate belongs behind it (chain.pem)"));
        }
        return findings;
    }

    private List<Finding> key(Path file, X509Certificate leaf) throws IOException {
        List<Finding> findings = new ArrayList<>();
        try {
            findings.add(
                    Keys.match(Keys.readPlain(file), leaf.getPublicKey())
                            ? Finding.ok(file, "belongs to the certificate")
                            : Finding.error("key", file, "does not belong to the certificate beside it"));
        } catch (Failure e) {
            findings.add(Finding.warning("key-unread", file, e.getMessage()));
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        if (rights.contains(PosixFilePermission.OTHERS_READ)) {
            findings.add(
                    Finding.error("key-readable", file, "every user of this machine can read this key; chmod 600"));
        }
        Path tree = GitWorkTree.around(file);
        if (tree != null) {
            findings.add(Finding.warning(
                    "key-in-git", file, "lies in the git work tree " + tree + "; keep keys out of source control"));
        }
        return findings;
    }

    private List<Finding> names(X509Certificate leaf) {
        List<Finding> findings = new ArrayList<>();
        if (publicName != null) {
            Finding fault = Trust.judgeName(leaf, publicName);
            findings.add(
                    fault == null
                            ? Finding.ok(publicName, "is a name of the certificate")
                            : Finding.error("name", publicName, fault.message()));
        }
        for (String name : SubjectNames.of(leaf).dns()) {
            if (!name.startsWith("*.")) {
                findings.add(resolve(name));
            }
        }
        return findings;
    }

    private static Finding resolve(String name) {
        try {
            String addresses = Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(", "));
            return Finding.ok(name, "leads to " + addresses);
        } catch (UnknownHostException e) {
            return Finding.warning(
                    "unknown-name", name, "this name of the certificate cannot be resolved on this machine");
        }
    }
}

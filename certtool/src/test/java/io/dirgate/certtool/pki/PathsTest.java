package io.dirgate.certtool.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.report.Finding;
import io.dirgate.certtool.report.Finding.Severity;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What certtool says of a chain beside what openssl, GnuTLS and Java do with it in a handshake. */
class PathsTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Validity good = days(-200, 100);
    private final Validity over = days(-100, -5);
    private final Validity later = days(5, 100);

    private final KeyPair oldRootKey = KeyKind.EC_P256.generate();
    private final KeyPair rootKey = KeyKind.EC_P256.generate();
    private final KeyPair issuingKey = KeyKind.EC_P256.generate();
    private final KeyPair key = KeyKind.EC_P256.generate();

    private final X509Certificate oldRoot = root("Old Root", oldRootKey, good);
    private final X509Certificate root = root("Root", rootKey, good);
    private final X509Certificate issuing = below(root, rootKey, "Issuing", issuingKey, good);
    private final X509Certificate leaf = leaf(issuing, issuingKey, good);

    @TempDir
    Path folder;

    private static final List<String> ALL = List.of("openssl", "GnuTLS", "Java");

    @Test
    void goodChainsAreAcceptedByAllWithoutAWord() throws Exception {
        X509Certificate cross = below(oldRoot, oldRootKey, "Root", rootKey, good);
        for (List<X509Certificate> sent :
                List.of(List.of(leaf, issuing), List.of(leaf, issuing, root), List.of(leaf, issuing, cross, oldRoot))) {
            assertThat(clients(sent, root)).isEqualTo(ALL);
            assertThat(judge(sent, root)).isEmpty();
        }
        assertThat(clients(List.of(leaf, issuing, cross), oldRoot)).isEqualTo(ALL);
        assertThat(judge(List.of(leaf, issuing, cross), oldRoot)).isEmpty();
        assertThat(clients(List.of(leaf), issuing, root)).isEqualTo(ALL);
        assertThat(judge(List.of(leaf), issuing, root)).isEmpty();
        assertThat(clients(List.of(leaf, issuing), leaf, root)).isEqualTo(ALL);
        assertThat(judge(List.of(leaf, issuing), leaf, root)).isEmpty();
    }

    @Test
    void anExpiredCertificateThatNoClientNeedsIsAWarning() throws Exception {
        X509Certificate cross = below(oldRoot, oldRootKey, "Root", rootKey, over);
        X509Certificate unrelated = root("Unrelated", KeyKind.EC_P256.generate(), over);
        X509Certificate rootOver = root("Root", rootKey, over);
        for (X509Certificate bad : List.of(cross, unrelated, rootOver)) {
            List<X509Certificate> sent = List.of(leaf, issuing, bad);
            assertThat(clients(sent, root)).isEqualTo(ALL);
            assertThat(judge(sent, root)).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                assertThat(finding.toString()).contains("expired on", "Clients accept", "[superfluous]");
            });
        }
        assertThat(clients(List.of(leaf, issuing, cross), oldRoot, root)).isEqualTo(ALL);
        assertThat(errors(List.of(leaf, issuing, cross), oldRoot, root)).isEmpty();
    }

    @Test
    void anExpiredCertificateOnTheOnlyWayIsAnError() throws Exception {
        X509Certificate cross = below(oldRoot, oldRootKey, "Root", rootKey, over);
        List<X509Certificate> sent = List.of(leaf, issuing, cross);
        assertThat(clients(sent, oldRoot)).isEmpty();
        assertThat(errors(sent, oldRoot)).containsExactly("expired");
    }

    @Test
    void anExpiredIssuerThatComesFirstIsTakenByGnuTlsAlone() throws Exception {
        X509Certificate expired = below(root, rootKey, "Issuing", issuingKey, over);
        assertThat(clients(List.of(leaf, expired, issuing), root)).containsExactly("openssl", "Java");
        assertThat(judge(List.of(leaf, expired, issuing), root)).singleElement().satisfies(finding -> assertThat(
                        finding.message())
                .contains("GnuTLS takes it", "openssl and Java accept"));
        assertThat(clients(List.of(leaf, issuing, expired), root)).isEqualTo(ALL);
        assertThat(judge(List.of(leaf, issuing, expired), root))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("Clients accept"));
    }

    @Test
    void anExpiredOrFutureRootIsAcceptedByJavaAlone() throws Exception {
        for (Validity validity : List.of(over, later)) {
            X509Certificate bad = root("Root", rootKey, validity);
            List<X509Certificate> sent = List.of(leaf, issuing);
            assertThat(clients(sent, bad)).containsExactly("Java");
            assertThat(judge(sent, bad)).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                assertThat(finding.code()).isIn("expired", "not-yet-valid");
                assertThat(finding.message()).contains("openssl, GnuTLS and Windows refuse", "Java alone accepts");
            });
            assertThat(clients(sent, bad, root)).isEqualTo(ALL);
            assertThat(judge(sent, bad, root)).isEmpty();
        }
    }

    @Test
    void anExpiredSelfSignedCertificateIsAcceptedByJavaAlone() throws Exception {
        X509Certificate fine = selfSigned(good);
        assertThat(clients(List.of(fine), fine)).isEqualTo(ALL);
        assertThat(judge(List.of(fine), fine)).isEmpty();
        X509Certificate expired = selfSigned(over);
        assertThat(clients(List.of(expired), expired)).containsExactly("Java");
        assertThat(judge(List.of(expired), expired)).singleElement().satisfies(finding -> assertThat(finding.message())
                .contains("Java alone"));
    }

    @Test
    void anIntermediateAsAnchorIsRefusedByOpenssl() throws Exception {
        X509Certificate cross = below(oldRoot, oldRootKey, "Root", rootKey, good);
        for (X509Certificate anchor : List.of(issuing, cross)) {
            assertThat(clients(List.of(leaf, issuing), anchor)).containsExactly("GnuTLS", "Java");
            assertThat(judge(List.of(leaf, issuing), anchor)).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                assertThat(finding.message()).contains("GnuTLS and Java accept", "openssl and Windows refuse");
            });
        }
    }

    @Test
    void aTrustedLeafIsAcceptedByJavaAlone() throws Exception {
        assertThat(clients(List.of(leaf, issuing), leaf)).containsExactly("Java");
        assertThat(judge(List.of(leaf, issuing), leaf)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.message()).contains("Java accepts", "openssl, GnuTLS and Windows refuse");
        });
    }

    @Test
    void aWrongOrderBehindTheLeafIsSortedByClients() throws Exception {
        KeyPair subKey = KeyKind.EC_P256.generate();
        X509Certificate sub = below(issuing, issuingKey, "Sub", subKey, good);
        X509Certificate deep = leaf(sub, subKey, good);
        List<X509Certificate> sent = List.of(deep, issuing, sub);
        assertThat(clients(sent, root)).isEqualTo(ALL);
        assertThat(judge(sent, root)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.code()).isEqualTo("order");
        });
        assertThat(errors(List.of(sub, deep, issuing), root)).containsExactly("order");
    }

    @Test
    void thePathLengthOfTheRootCounts() throws Exception {
        X509Certificate narrow = Signing.selfSigned(
                Order.ca(Subject.ofCa("Root", null), rootKey.getPublic(), Profile.ROOT_CA, good, 0), rootKey);
        assertThat(clients(List.of(leaf, issuing), narrow)).doesNotContain("openssl");
        assertThat(errors(List.of(leaf, issuing), narrow)).containsExactly("path");
    }

    @Test
    @Timeout(20)
    void chainsWithoutEndAreGivenUp() {
        List<X509Certificate> sent = new ArrayList<>(List.of(leaf));
        for (int i = 0; i < 12; i++) {
            sent.add(below(root, rootKey, "Issuing", issuingKey, days(-100, 50 + i)));
            sent.add(below(issuing, issuingKey, "Root", rootKey, days(-100, 50 + i)));
        }
        assertThat(errors(sent, root)).isEmpty();
        assertThat(errors(sent, oldRoot)).containsExactly("missing-issuer");
    }

    private List<String> clients(List<X509Certificate> sent, X509Certificate... anchors) throws Exception {
        return Clients.accepting(key.getPrivate(), sent, List.of(anchors), folder);
    }

    private static List<Finding> judge(List<X509Certificate> sent, X509Certificate... anchors) {
        return Trust.of(List.of(anchors)).judge(sent, Trust.Question.at(Instant.now()));
    }

    private static List<String> errors(List<X509Certificate> sent, X509Certificate... anchors) {
        return judge(sent, anchors).stream()
                .filter(Finding::isError)
                .map(Finding::code)
                .toList();
    }

    private X509Certificate selfSigned(Validity validity) {
        return Signing.selfSigned(
                Order.leaf(Subject.of(List.of("ldap.example.com"), null), key.getPublic(), Profile.SERVER, validity),
                key);
    }

    private static X509Certificate root(String name, KeyPair key, Validity validity) {
        return Signing.selfSigned(
                Order.ca(Subject.ofCa(name, null), key.getPublic(), Profile.ROOT_CA, validity, 2), key);
    }

    private static X509Certificate below(
            X509Certificate above, KeyPair aboveKey, String name, KeyPair key, Validity validity) {
        return Signing.issue(
                Order.ca(Subject.ofCa(name, null), key.getPublic(), Profile.SUB_CA, validity, 1),
                new Issuer(above, aboveKey.getPrivate(), Publication.NOWHERE));
    }

    private X509Certificate leaf(X509Certificate above, KeyPair aboveKey, Validity validity) {
        return Signing.issue(
                Order.leaf(Subject.of(List.of("ldap.example.com"), null), key.getPublic(), Profile.SERVER, validity),
                new Issuer(above, aboveKey.getPrivate(), Publication.NOWHERE));
    }

    private Validity days(int from, int to) {
        return new Validity(now.plus(Duration.ofDays(from)), now.plus(Duration.ofDays(to)));
    }
}

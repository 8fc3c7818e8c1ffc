package io.dirgate.certtool.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Issuer;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Publication;
import io.dirgate.certtool.pki.Signing;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A CA that may certify some names only, judged by openssl and Java. */
class PermitTest {
    @TempDir
    Path folder;

    Path root;
    Path issuing;

    @BeforeEach
    void make() {
        root = folder.resolve("root");
        issuing = folder.resolve("issuing");
        Cli.ok("ca", "init", "--dir", root, "--name", "Root", "--no-passphrase");
        Cli.ok(
                "ca",
                "intermediate",
                "--dir",
                issuing,
                "--parent",
                root,
                "--name",
                "Issuing",
                "--no-passphrase",
                "--permit",
                "corp.example.com");
    }

    @Test
    void namesWithinAreIssuedAndAccepted() throws Exception {
        Path live = folder.resolve("live");
        Cli.ok("ca", "issue", "--dir", issuing, "--name", "ldap.corp.example.com", "--out-dir", live);
        assertThat(openssl(live.resolve("server.crt"))).isZero();
        assertThat(java(Certificates.read(live.resolve("server.crt")).get(0))).isTrue();
        Cli.ok("verify", live.resolve("chain.pem"), "--ca", live.resolve("ca.pem"));
        Path client = folder.resolve("client");
        Cli.ok(
                "ca",
                "issue",
                "--dir",
                issuing,
                "--profile",
                "client",
                "--name",
                "Backup Job",
                "--name",
                "job@corp.example.com",
                "--out-dir",
                client);
        assertThat(openssl(client.resolve("client.crt"))).isZero();
        assertThat(java(Certificates.read(client.resolve("client.crt")).get(0))).isTrue();
    }

    @Test
    void otherNamesAreNotIssuedAndWouldNotBeAccepted() throws Exception {
        for (String name : List.of("www.example.net", "corp.example.com.evil.example", "10.0.1.5", "2001:db8::1")) {
            Path live = folder.resolve("live");
            Cli ran = Cli.run("ca", "issue", "--dir", issuing, "--name", name, "--out-dir", live);
            assertThat(ran.exitCode()).as(name).isEqualTo(1);
            assertThat(ran.err()).contains("--permit");
            assertThat(live).doesNotExist();
            X509Certificate stolen = signedWithTheKeyAlone(name);
            Path file = Files.write(folder.resolve("stolen.crt"), Certificates.pemBytes(List.of(stolen)));
            assertThat(openssl(file)).as(name).isNotZero();
            assertThat(java(stolen)).as(name).isFalse();
            Cli judged = Cli.run("verify", file, issuing.resolve("ca.crt"), "--ca", root.resolve("ca.crt"));
            assertThat(judged.exitCode()).as(name).isEqualTo(1);
        }
        assertThat(CertificateAuthority.open(Cli.inDays(0), issuing).index().issued())
                .isEmpty();
    }

    @Test
    void aRootMayPermitNetworksToo() throws Exception {
        Path own = folder.resolve("own");
        Cli.ok(
                "ca",
                "init",
                "--dir",
                own,
                "--name",
                "Own",
                "--no-passphrase",
                "--permit",
                "example.com",
                "--permit",
                "10.0.0.0/8");
        Path live = folder.resolve("live");
        Cli.ok("ca", "issue", "--dir", own, "--name", "ldap.example.com", "--ip", "10.9.8.7", "--out-dir", live);
        assertThat(Tool.run("openssl", "verify", "-CAfile", live.resolve("ca.pem"), live.resolve("server.crt"))
                        .exitCode())
                .isZero();
        Cli other = Cli.run(
                "ca",
                "issue",
                "--dir",
                own,
                "--name",
                "ldap.example.com",
                "--ip",
                "11.0.0.1",
                "--out-dir",
                folder.resolve("other"));
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(Cli.run(
                                "ca",
                                "init",
                                "--dir",
                                folder.resolve("bad"),
                                "--name",
                                "Bad",
                                "--no-passphrase",
                                "--permit",
                                "10.0.0.0/99")
                        .exitCode())
                .isEqualTo(2);
    }

    /** What a thief of the key could make. */
    private X509Certificate signedWithTheKeyAlone(String name) throws Exception {
        X509Certificate ca = Certificates.read(issuing.resolve("ca.crt")).get(0);
        Order order = Order.leaf(
                Subject.of(List.of(name), null),
                KeyKind.EC_P256.generate().getPublic(),
                Profile.SERVER,
                Validity.days(Clock.systemUTC(), 10));
        return Signing.issue(
                order, new Issuer(ca, Keys.readPlain(issuing.resolve("ca.key")).getPrivate(), Publication.NOWHERE));
    }

    private int openssl(Path certificate) throws Exception {
        return Tool.run(
                        "openssl",
                        "verify",
                        "-CAfile",
                        root.resolve("ca.crt"),
                        "-untrusted",
                        issuing.resolve("ca.crt"),
                        certificate)
                .exitCode();
    }

    private boolean java(X509Certificate certificate) throws Exception {
        X509Certificate anchor = Certificates.read(root.resolve("ca.crt")).get(0);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        List<X509Certificate> path = List.of(
                certificate, Certificates.read(issuing.resolve("ca.crt")).get(0));
        try {
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return true;
        } catch (CertPathValidatorException e) {
            return false;
        }
    }
}

package io.dirgate.certtool.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.KillLoop;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power fails at every step of every change to a CA. */
class CaKillLoopTest {
    private static final KeyPair LEAF_KEY = KeyKind.EC_P256.generate();

    @TempDir
    Path folder;

    Path root;
    Path live;

    @BeforeEach
    void makeRoot() {
        root = folder.resolve("rootca");
        live = folder.resolve("live");
        Cli.ok("ca", "init", "--dir", root, "--name", "Root", "--no-passphrase");
    }

    static Context on(Disk disk) {
        return Cli.on(disk, Clock.systemUTC());
    }

    private static void must(Disk disk, Object... words) {
        Cli ran = Cli.run(on(disk), words);
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
    }

    @Test
    void newCaStandsWholeOrNotAtAll() throws Exception {
        Path dir = folder.resolve("new");
        KillLoop.run(
                disk -> disk.delete(dir),
                disk -> must(disk, "ca", "init", "--dir", dir, "--name", "New", "--no-passphrase"),
                step -> {
                    if (Files.exists(dir)) {
                        Cli.ok("ca", "crl", "--dir", dir);
                    } else {
                        Cli.ok("ca", "init", "--dir", dir, "--name", "New", "--no-passphrase");
                    }
                });
    }

    @Test
    void intermediateThatStandsIsInItsParentsIndex() throws Exception {
        Path dir = folder.resolve("issuing");
        KillLoop.run(
                disk -> disk.delete(dir),
                disk -> must(
                        disk, "ca", "intermediate", "--dir", dir, "--parent", root, "--name", "I", "--no-passphrase"),
                step -> {
                    if (Files.exists(dir)) {
                        X509Certificate made =
                                Certificates.read(dir.resolve("ca.crt")).get(0);
                        assertThat(CertificateAuthority.open(on(Disk.real()), root)
                                        .index()
                                        .knows(made.getSerialNumber()))
                                .isTrue();
                    }
                });
    }

    @Test
    void whatIsHandedOutIsInTheIndexAndThePairFits() throws Exception {
        KillLoop.run(
                disk -> {},
                disk -> must(disk, "ca", "issue", "--dir", root, "--name", "a.example", "--out-dir", live, "--force"),
                step -> {
                    Index index =
                            CertificateAuthority.open(on(Disk.real()), root).index();
                    if (Files.exists(live.resolve("privatekey.pem"))) {
                        X509Certificate leaf =
                                Certificates.read(live.resolve("server.crt")).get(0);
                        assertThat(index.knows(leaf.getSerialNumber())).isTrue();
                        assertThat(Keys.match(Keys.readPlain(live.resolve("privatekey.pem")), leaf.getPublicKey()))
                                .isTrue();
                    }
                    Cli.ok("ca", "list", "--dir", root);
                });
    }

    @Test
    void noSerialTwiceAndNoRevocationForgotten() throws Exception {
        Set<BigInteger> revoked = new HashSet<>();
        X509Certificate[] current = new X509Certificate[1];
        KillLoop.run(
                disk -> current[0] = issue(disk, new BigInteger("1234567")),
                disk -> {
                    CertificateAuthority.open(on(disk), root)
                            .revoke(current[0].getSerialNumber(), RevocationReason.SUPERSEDED);
                    revoked.add(current[0].getSerialNumber());
                },
                step -> {
                    Index index =
                            CertificateAuthority.open(on(Disk.real()), root).index();
                    assertThat(index.revoked().keySet()).containsAll(revoked);
                });
        List<BigInteger> serials = CertificateAuthority.open(on(Disk.real()), root).index().issued().stream()
                .map(entry -> entry.certificate().getSerialNumber())
                .toList();
        assertThat(serials).doesNotHaveDuplicates().hasSize(4);
        Cli.ok("ca", "crl", "--dir", root, "--out", folder.resolve("crl.pem"));
    }

    @Test
    void crlNumberIsNeverUsedTwice() throws Exception {
        KillLoop.run(disk -> {}, disk -> must(disk, "ca", "crl", "--dir", root), step -> {
            BigInteger next =
                    CertificateAuthority.open(on(Disk.real()), root).index().nextCrl();
            Cli.ok("ca", "crl", "--dir", root);
            assertThat(CertificateAuthority.open(on(Disk.real()), root).index().nextCrl())
                    .isGreaterThan(next);
        });
    }

    @Test
    void indexCutAnywhereKeepsAllWholeLinesAndIsMended() throws Exception {
        X509Certificate first = issue(Disk.real(), BigInteger.valueOf(1000));
        Path index = root.resolve("index");
        long whole = Files.size(index);
        issue(Disk.real(), BigInteger.valueOf(1001));
        byte[] full = Files.readAllBytes(index);
        for (int cut = (int) whole; cut < full.length; cut += 7) {
            Files.write(index, Arrays.copyOf(full, cut));
            X509Certificate next = issue(Disk.real(), BigInteger.valueOf(1001));
            Index read = CertificateAuthority.open(on(Disk.real()), root).index();
            assertThat(read.issued()).hasSize(2);
            assertThat(read.knows(first.getSerialNumber())).isTrue();
            assertThat(read.knows(next.getSerialNumber())).isTrue();
        }
    }

    @Test
    void damagedLineStopsTheCaAndIsNamed() throws Exception {
        issue(Disk.real(), BigInteger.valueOf(1000));
        issue(Disk.real(), BigInteger.valueOf(1001));
        byte[] bytes = Files.readAllBytes(root.resolve("index"));
        bytes[100] ^= 1;
        Files.write(root.resolve("index"), bytes);
        assertThatThrownBy(() -> issue(Disk.real(), BigInteger.valueOf(1002)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("line 1 is damaged")
                .hasMessageContaining("backup");
    }

    private X509Certificate issue(Disk disk, BigInteger serial) throws Exception {
        CertificateAuthority ca = CertificateAuthority.open(on(disk), root);
        Order order = Order.leaf(
                        Subject.of(List.of("a.example"), null),
                        LEAF_KEY.getPublic(),
                        Profile.SERVER,
                        Validity.days(Clock.systemUTC(), 10))
                .with(serial);
        return ca.issue(order, ca.unlock(() -> null), false);
    }
}

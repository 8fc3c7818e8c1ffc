package io.dirgate.certtool.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.report.Finding;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All of it in a folder: no test touches this machine's own stores. */
class TrustCommandTest {
    private static final char[] PASSPHRASE = "changeit".toCharArray();

    @TempDir
    Path folder;

    Path system;
    Path ca;
    X509Certificate root;

    @BeforeEach
    void make() throws Exception {
        system = Files.createDirectories(folder.resolve("system"));
        Cli.ok("ca", "init", "--dir", folder.resolve("rootca"), "--name", "Example Root", "--no-passphrase");
        ca = folder.resolve("rootca/ca.crt");
        root = Certificates.read(ca).get(0);
    }

    private Path debian() throws Exception {
        return Files.createDirectories(system.resolve("usr/local/share/ca-certificates"));
    }

    private Cli trust(String verb, Object... more) {
        List<Object> words = new ArrayList<>(List.of("trust", verb, ca, "--root", system));
        words.addAll(Arrays.asList(more));
        return Cli.run(words.toArray());
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private Path javaStore(String type) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        Cli.ok("ca", "init", "--dir", folder.resolve("other"), "--name", "Other", "--no-passphrase");
        store.setCertificateEntry(
                "other", Certificates.read(folder.resolve("other/ca.crt")).get(0));
        Path file = Files.createDirectories(folder.resolve("jdk/lib/security")).resolve("cacerts");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSPHRASE);
        }
        return file;
    }

    private static List<String> aliases(Path store) throws Exception {
        return Collections.list(KeyStore.getInstance(store.toFile(), PASSPHRASE).aliases());
    }

    @ParameterizedTest
    @ValueSource(strings = {"usr/local/share/ca-certificates", "etc/pki/ca-trust/source/anchors"})
    void theSystemsFolderGetsTheRootOnceAndLosesItAlone(String of) throws Exception {
        Path anchors = Files.createDirectories(system.resolve(of));
        Path others = Files.writeString(anchors.resolve("corp.crt"), "another administrator's");

        Cli first = trust("install");
        assertThat(first.exitCode()).as(first.toString()).isZero();
        assertThat(first.out()).contains("CN=Example Root is installed", "undo with: certtool trust uninstall " + ca);
        Path installed = files(anchors).stream()
                .filter(file -> !file.equals(others))
                .findFirst()
                .orElseThrow();
        assertThat(Certificates.read(installed)).containsExactly(root);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(installed)))
                .isEqualTo("rw-r--r--");
        assertThat(trust("install").out()).contains("installed already");
        assertThat(files(anchors)).containsExactlyInAnyOrder(others, installed);

        assertThat(trust("uninstall").out()).contains("is removed");
        assertThat(files(anchors)).containsExactly(others);
        Cli again = trust("uninstall");
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("nothing to remove");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void javasStoreKeepsItsFormAndAllElse(String type) throws Exception {
        Path store = javaStore(type);
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-rw-r--"));
        Path link = Files.createSymbolicLink(folder.resolve("cacerts"), store);

        Cli first = trust("install", "--only", "java", "--java", link);
        assertThat(first.exitCode()).as(first.toString()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(Files.getPosixFilePermissions(store)).isEqualTo(PosixFilePermissions.fromString("rw-rw-r--"));
        KeyStore changed = KeyStore.getInstance(store.toFile(), PASSPHRASE);
        assertThat(changed.getType()).isEqualToIgnoringCase(type);
        assertThat(changed.getCertificateAlias(root)).startsWith("dirgate-");
        assertThat(Tool.ok("keytool", "-list", "-keystore", store, "-storepass", "changeit"))
                .contains("2 entries", "other", "dirgate-");

        byte[] before = Files.readAllBytes(store);
        assertThat(trust("install", "--only", "java", "--java", folder.resolve("jdk"))
                        .out())
                .contains("trusted already");
        assertThat(store).hasBinaryContent(before);
        assertThat(trust("uninstall", "--only", "java", "--java", folder.resolve("jdk"))
                        .exitCode())
                .isZero();
        assertThat(aliases(store)).containsExactly("other");
    }

    @Test
    void whatSomebodyElseHasAddedStays() throws Exception {
        Path store = javaStore("PKCS12");
        KeyStore content = KeyStore.getInstance(store.toFile(), PASSPHRASE);
        content.setCertificateEntry("by-hand", root);
        try (OutputStream out = Files.newOutputStream(store)) {
            content.store(out, PASSPHRASE);
        }

        assertThat(trust("install", "--only", "java", "--java", store).out()).contains("trusted already, as by-hand");
        assertThat(trust("uninstall", "--only", "java", "--java", store).out()).contains("still trusted as by-hand");
        assertThat(aliases(store)).containsExactlyInAnyOrder("other", "by-hand");
    }

    @Test
    void aFileThatSomebodyHasChangedIsLeft() throws Exception {
        Path anchors = debian();
        trust("install");
        Path installed = files(anchors).get(0);
        Files.writeString(installed, "changed");

        Cli ran = trust("uninstall");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("somebody has changed this file");
        assertThat(installed).hasContent("changed");
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        Path anchors = debian();
        Path store = javaStore("PKCS12");
        byte[] before = Files.readAllBytes(store);

        assertThat(trust("install", "--java", store, "--dry-run").out()).contains("would be installed");
        assertThat(files(anchors)).isEmpty();
        assertThat(store).hasBinaryContent(before);
        trust("install", "--java", store);
        before = Files.readAllBytes(store);
        assertThat(trust("uninstall", "--java", store, "--dry-run").out()).contains("would be removed");
        assertThat(files(anchors)).hasSize(1);
        assertThat(store).hasBinaryContent(before);
    }

    @Test
    void whatIsNoRootIsRefusedWithTheReason() throws Exception {
        Path anchors = debian();
        Path live = folder.resolve("live");
        Cli.ok("ca", "issue", "--dir", folder.resolve("rootca"), "--name", "ldap.example.com", "--out-dir", live);
        Path key = folder.resolve("key.pem");
        Path alone = folder.resolve("alone.crt");
        Cli.ok("key", "--out", key);
        Cli.ok("self-sign", "--key", key, "--name", "ldap.example.com", "--out", alone);

        Cli leaf = Cli.run("trust", "install", live.resolve("server.crt"), "--root", system);
        assertThat(leaf.exitCode()).isEqualTo(1);
        assertThat(leaf.err()).contains("is not a root: CN=Example Root has issued it");
        assertThat(Cli.run("trust", "install", alone, "--root", system).err()).contains("do not make it a CA");
        assertThat(Cli.run(Cli.inDays(20_000), "trust", "install", ca, "--root", system)
                        .err())
                .contains("expired on");
        assertThat(files(anchors)).isEmpty();
    }

    @Test
    void oneStoreThatFailsDoesNotKeepTheOtherFromBeingChanged() throws Exception {
        Path store = javaStore("PKCS12");

        Cli ran = trust("install", "--java", store, "--json");

        assertThat(ran.exitCode()).isEqualTo(1);
        JsonNode report = new ObjectMapper().readTree(ran.out());
        assertThat(report.get("findings"))
                .extracting(each -> each.get("code").asText())
                .containsExactly("failed", "installed");
        assertThat(report.get("undo").asText()).startsWith("certtool trust uninstall ");
        assertThat(aliases(store)).hasSize(2);
    }

    @Test
    void aWrongPassphraseIsNamed() throws Exception {
        Path store = javaStore("PKCS12");
        Path other = Files.writeString(folder.resolve("pw"), "another\n");

        Cli ran = trust("install", "--only", "java", "--java", store, "--java-passphrase-file", other);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("--java-passphrase-file").doesNotContain("another");
    }

    @Test
    void theSystemsOwnCommandTakesTheRootIntoTheBundleAndOut() throws Exception {
        Tool.require("update-ca-certificates");
        Path anchors = debian();
        // The command leaves a bundle as it is that would become empty.
        Cli.ok("ca", "init", "--dir", folder.resolve("other"), "--name", "Other", "--no-passphrase");
        Path another = Files.copy(folder.resolve("other/ca.crt"), anchors.resolve("other.crt"));
        X509Certificate other = Certificates.read(another).get(0);
        Path bundles = Files.createDirectories(system.resolve("etc/ssl/certs"));
        List<String> update = List.of(
                "update-ca-certificates",
                "--certsconf",
                Files.createFile(system.resolve("ca-certificates.conf")).toString(),
                "--certsdir",
                Files.createDirectories(system.resolve("usr/share/ca-certificates"))
                        .toString(),
                "--localcertsdir",
                anchors.toString(),
                "--etccertsdir",
                bundles.toString(),
                "--hooksdir",
                system.resolve("no-hooks").toString());
        SystemStore store = new SystemStore(anchors, update, update, true, Disk.real());
        Path bundle = bundles.resolve("ca-certificates.crt");

        assertThat(store.install(List.of(root), false)).noneMatch(Finding::isBad);
        assertThat(Certificates.read(bundle)).containsExactlyInAnyOrder(root, other);
        assertThat(Tool.ok("openssl", "verify", "-CApath", bundles, ca)).contains("OK");

        assertThat(store.uninstall(List.of(root), false)).noneMatch(Finding::isBad);
        assertThat(Certificates.read(bundle)).containsExactly(other);
        assertThat(files(bundles))
                .noneMatch(file -> file.getFileName().toString().startsWith("dirgate-"));
    }
}

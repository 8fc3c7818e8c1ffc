package io.dirgate.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Samba AD domain, provisioned once a build and copied for each controller, so that all of them are servers of the same domain
 * with the same entries (without replication between them). The controllers of a Simple AD let simple binds come in clear;
 * the hardened one does not.
 */
final class SambaDomain implements AutoCloseable {
    private final Path folder;
    private final Path pristine;
    private final Loopback loopback;
    private final TestAuthority authority;
    private final Lazy<SambaController> first = new Lazy<>(() -> start("dc1", false));
    private final Lazy<SambaController> second = new Lazy<>(() -> start("dc2", false));
    private final Lazy<SambaController> hardened = new Lazy<>(() -> start("hardened", true));

    SambaDomain(Path folder, Loopback loopback) {
        this.folder = folder;
        this.loopback = loopback;
        pristine = folder.resolve("pristine");
        authority = new TestAuthority(folder.resolve("tls"), "Corp Domain CA");
        // The stamp is written last: a half-made domain is made again.
        Path stamp =
                folder.resolve("provisioned-" + Integer.toHexString(Corp.ldif().hashCode()));
        if (!Files.exists(stamp)) {
            Folders.delete(pristine);
            provision();
            populate();
            Folders.write(stamp, "");
        }
    }

    SambaController first() {
        return first.get();
    }

    SambaController second() {
        return second.get();
    }

    /** {@code ldap server require strong auth = yes}. */
    SambaController hardened() {
        return hardened.get();
    }

    /** Who signed the controllers' certificates. */
    TestAuthority authority() {
        return authority;
    }

    @Override
    public void close() {
        first.ifMade(SambaController::close);
        second.ifMade(SambaController::close);
        hardened.ifMade(SambaController::close);
    }

    private void provision() {
        Program.of("samba-tool", "domain", "provision")
                .arguments("--realm=" + Corp.REALM, "--domain=CORP", "--server-role=dc", "--use-rfc2307")
                .arguments("--adminpass=" + Corp.ADMINISTRATOR_PASSWORD, "--targetdir=" + pristine)
                .arguments("--host-name=dc1", "--host-ip=127.0.0.1", "--dns-backend=SAMBA_INTERNAL")
                .run()
                .mustSucceed();
    }

    private void populate() {
        String database = pristine.resolve("private/sam.ldb").toString();
        Program.of("ldbadd", "-H", database).input(Corp.ldif()).run().mustSucceed();
        Program.of("ldbmodify", "-H", database)
                .input(Corp.servicePrincipals())
                .run()
                .mustSucceed();
    }

    /** A further controller, with a certificate from elsewhere; whoever starts it stops it. */
    SambaController start(String name, Path ca, TestAuthority.PemFiles certificate) {
        return start(name, loopback.claim(SambaController.PORTS), false, ca, certificate);
    }

    private SambaController start(String name, boolean strongAuthentication) {
        String address = loopback.claim(SambaController.PORTS);
        TestAuthority.PemFiles certificate =
                authority.issue(name + ".corp.example.com", name + ".corp.example.com", Corp.CONTROLLER_NAME, address);
        return start(name, address, strongAuthentication, authority.ca(), certificate);
    }

    private SambaController start(
            String name, String address, boolean strongAuthentication, Path ca, TestAuthority.PemFiles certificate) {
        Path copy = folder.resolve(name);
        Folders.delete(copy);
        Program.of("cp", "-a", pristine.toString(), copy.toString()).run().mustSucceed();
        try {
            Files.createDirectories(copy.resolve("run"));
            Files.createDirectories(copy.resolve("ncalrpc"));
            Files.writeString(
                    copy.resolve("etc/smb.conf"),
                    SambaController.configuration(copy, address, strongAuthentication, ca, certificate));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SambaController controller = new SambaController(copy, address, ca);
        controller.start();
        return controller;
    }
}

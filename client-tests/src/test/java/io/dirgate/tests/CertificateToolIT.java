package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code certtool check} says what is wrong at real domain controllers. */
@Needs({Needs.ROOT, Needs.SAMBA, Needs.LDAPSEARCH})
@ExtendWith(SharedServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateToolIT {
    private final SambaDomain domain;

    @TempDir
    Path folder;

    CertificateToolIT(SambaDomain domain) {
        this.domain = domain;
    }

    @Test
    void goodPasswordReachesTheSearch() {
        Ran ran = check(domain.first().ldaps(), Corp.ALICE_UPN, Corp.PASSWORD, "--base", Corp.ALICE_DN);
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("fine");
    }

    @Test
    void startTlsReachesTheSearchToo() {
        Ran ran = check(domain.first().startTls(), Corp.ALICE_UPN, Corp.PASSWORD, "--base", Corp.ALICE_DN);
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
    }

    @Test
    void wrongPasswordIsNamed() {
        Ran ran = check(domain.first().ldaps(), Corp.ALICE_UPN, "wrong");
        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(1);
        assertThat(ran.out()).contains("[wrong-password]").doesNotContain("AcceptSecurityContext");
    }

    @Test
    void disabledAccountIsNamed() {
        Ran ran = check(domain.first().ldaps(), "dave@corp.example.com", Corp.PASSWORD);
        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(1);
        assertThat(ran.out()).contains("[disabled]");
    }

    @Test
    void lockedAccountIsNamedAlthoughThePasswordIsRight() {
        TestAuthority.PemFiles certificate = domain.authority().issue("lockout", Corp.CONTROLLER_NAME);
        try (SambaController controller =
                domain.start("lockout", domain.authority().ca(), certificate)) {
            OpenLdap.as(Corp.ADMINISTRATOR, Corp.ADMINISTRATOR_PASSWORD, controller.plain())
                    .runWithInput(
                            "dn: " + Corp.BASE
                                    + "\nchangetype: modify\nreplace: lockoutThreshold\nlockoutThreshold: 3\n",
                            "ldapmodify")
                    .mustSucceed();
            for (int i = 0; i < 3; i++) {
                OpenLdap.as("bob@corp.example.com", "wrong", controller.plain()).run("ldapsearch");
            }
            Ran ran = check(controller.ldaps(), "bob@corp.example.com", Corp.PASSWORD);
            assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(1);
            assertThat(ran.out()).contains("[locked]");
        }
    }

    @Test
    void referencesOfTheRootAreNoWarningWhereTheyStayInTls() {
        Ran ran = check(domain.first().ldaps(), Corp.ALICE_UPN, Corp.PASSWORD);
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("references");
    }

    @Test
    void authorityThatIsNotTheControllersIsNamed() {
        Path other = new TestAuthority(folder.resolve("other"), "Other CA").ca();
        SambaController controller = domain.first();
        Endpoint stranger = new Endpoint(controller.address(), 636, Endpoint.Security.LDAPS, other);
        Ran ran = check(stranger, Corp.ALICE_UPN, Corp.PASSWORD);
        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(1);
        assertThat(ran.out()).contains("Corp Domain CA");
    }

    /** By address, for the certificate's name; the password comes from a file, as it must. */
    private Ran check(Endpoint endpoint, String account, String password, String... more) {
        Path secret = Folders.write(folder.resolve("password"), password + "\n");
        List<String> words = new ArrayList<>(List.of(
                "check",
                endpoint.uri(),
                "--name",
                Corp.CONTROLLER_NAME,
                "--ca",
                endpoint.ca().toString(),
                "--bind-dn",
                account,
                "--password-file",
                secret.toString()));
        if (endpoint.security() == Endpoint.Security.STARTTLS) {
            words.add("--starttls");
        }
        words.addAll(List.of(more));
        return CertificateTool.run(words.toArray(String[]::new));
    }
}

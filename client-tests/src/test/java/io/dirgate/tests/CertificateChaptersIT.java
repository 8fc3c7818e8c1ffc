package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The certificate tool's README, against real domain controllers and with the gateway that its reader starts. */
@Needs({Needs.ROOT, Needs.SAMBA, Needs.LDAPSEARCH, Needs.UNSHARE, Needs.OPENSSL})
@ExtendWith(SharedServers.class)
class CertificateChaptersIT {
    private static final String ADMINISTRATOR = "Administrator@corp.example.com";

    /** Until the port serves what the file holds, as the reader was promised. */
    private static final String AWAIT_NEW_CERTIFICATE = """
            print=$(openssl x509 -in live/server.crt -noout -serial)
            for i in $(seq 60); do
              served=$(openssl s_client -connect "$NAME:636" </dev/null 2>/dev/null | openssl x509 -noout -serial)
              [ "$served" != "$print" ] || { echo "the gateway serves the new certificate"; exit 0; }
              bin/certtool --version >/dev/null
            done
            exit 1""";

    private final SambaDomain domain;
    private final Loopback loopback;

    @TempDir
    Path folder;

    CertificateChaptersIT(SambaDomain domain, Loopback loopback) {
        this.domain = domain;
        this.loopback = loopback;
    }

    @Test
    void oneCommand() throws Exception {
        String address = loopback.claim(636, 8389);
        ReadmeChapter chapter = new ReadmeChapter(folder, "One command")
                .host(Corp.GATEWAY_NAME, address)
                .set("LISTEN", address + ":636")
                .set("ADMIN", address + ":8389")
                .set(
                        "SERVERS",
                        "--server " + domain.first().address() + " --server "
                                + domain.second().address());
        Files.writeString(folder.resolve("account.pw"), Corp.ADMINISTRATOR_PASSWORD);

        String said = chapter.execute(1, chapter.blocks());

        assertThat(said)
                .contains("OnCalendar=daily", "dn: CN=Administrator,CN=Users," + Corp.BASE)
                .doesNotContain(Corp.ADMINISTRATOR_PASSWORD);
        assertThat(folder.resolve("served.txt")).content().contains("X25519MLKEM768, post-quantum: yes");
    }

    @Test
    void simpleAdWithThisGateway() throws Exception {
        String address = loopback.claim(636, 8389);
        ReadmeChapter chapter = new ReadmeChapter(folder, "Simple AD with this gateway")
                .host(Corp.GATEWAY_NAME, address)
                .set("LISTEN", address + ":636")
                .set("ADMIN", address + ":8389")
                .set(
                        "SERVERS",
                        domain.first().address() + ":389, " + domain.second().address() + ":389");
        Files.writeString(folder.resolve("account.pw"), Corp.ADMINISTRATOR_PASSWORD);

        String said = chapter.execute(1, chapter.blocks(), AWAIT_NEW_CERTIFICATE);

        assertThat(said)
                .contains("dn: CN=Administrator,CN=Users," + Corp.BASE, "renewed: ", "serves the new certificate")
                .doesNotContain(Corp.ADMINISTRATOR_PASSWORD);
    }

    @Test
    void managedMicrosoftAdWithATwoLevelCa() throws Exception {
        String address = loopback.claim(636, 8389);
        ReadmeChapter chapter = new ReadmeChapter(folder, "Managed Microsoft AD with a two-level CA")
                .host(Corp.GATEWAY_NAME, address)
                .set("LISTEN", address + ":636")
                .set("ADMIN", address + ":8389")
                .set("ACCOUNT", ADMINISTRATOR);
        Files.writeString(folder.resolve("account.pw"), Corp.ADMINISTRATOR_PASSWORD);
        WindowsAuthority windows = new WindowsAuthority(folder);
        windows.request();
        int controllers = chapter.blocksBefore("until bin/certtool inspect \"$CONTROLLER\"");

        String signed = chapter.execute(1, controllers);

        assertThat(signed)
                .contains(
                        "certutil -addstore -f root Example-Root-CA.crt",
                        "certutil -addstore -f root Example-Root-CA.crl",
                        "certutil -dspublish -f Example-Root-CA.crt RootCA",
                        "certutil -installcert SubordinateCA.crt");
        TestAuthority.PemFiles enrolled = windows.enrol(Corp.CONTROLLER_NAME);
        try (SambaController controller = domain.start("enrolled", folder.resolve("rootca/ca.crt"), enrolled)) {
            String said =
                    chapter.host(Corp.CONTROLLER_NAME, controller.address()).execute(controllers, chapter.blocks());
            assertThat(said).contains("dn: " + Corp.BASE).doesNotContain(Corp.ADMINISTRATOR_PASSWORD);
        }
    }
}

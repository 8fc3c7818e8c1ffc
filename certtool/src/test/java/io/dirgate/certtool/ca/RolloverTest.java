package io.dirgate.certtool.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.pki.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloverTest {
    @TempDir
    Path folder;

    Path before;
    Path after;
    Path live;

    @BeforeEach
    void make() {
        before = folder.resolve("before");
        after = folder.resolve("after");
        live = folder.resolve("live");
        Cli.ok("ca", "init", "--dir", before, "--name", "Old Root", "--no-passphrase");
        Cli.ok("ca", "init", "--dir", after, "--name", "New Root", "--no-passphrase");
        Cli.ok("ca", "issue", "--dir", before, "--name", "ldap.example.com", "--out-dir", live);
    }

    private static X509Certificate root(Path ca) throws Exception {
        return Certificates.read(ca.resolve("ca.crt")).get(0);
    }

    private List<X509Certificate> trusted() throws Exception {
        return Certificates.read(live.resolve("ca.pem"));
    }

    private void renew(int day, Path ca) {
        Cli ran = Cli.run(Cli.inDays(day), "renew", "--out-dir", live, "--dir", ca, "--now");
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
    }

    private int openssl(Path trusted) throws Exception {
        return Tool.run("openssl", "verify", "-CAfile", trusted, live.resolve("server.crt"))
                .exitCode();
    }

    @Test
    void atNoStepIsThereAClientThatTrustsTheWrongRoot() throws Exception {
        Cli told = Cli.ok("ca", "rollover", "--dir", before, "--to", after, "--days", "60");
        assertThat(told.out()).contains("CN=Old Root", "CN=New Root", "  1. ", "  4. ");
        Cli.ok("ca", "rollover", "--dir", before, "--to", after, "--days", "60");
        renew(0, before);
        assertThat(trusted()).containsExactly(root(before), root(after));
        Path ofClients =
                Files.copy(live.resolve("ca.pem"), folder.resolve("clients.pem"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(openssl(ofClients)).isZero();
        renew(0, after);
        assertThat(openssl(ofClients)).isZero();
        assertThat(openssl(before.resolve("ca.crt"))).isNotZero();
        assertThat(trusted()).containsExactly(root(after), root(before));
        renew(59, after);
        assertThat(trusted()).containsExactly(root(after), root(before));
        renew(61, after);
        assertThat(trusted()).containsExactly(root(after));
    }

    @Test
    void aRenewalFromAnotherCaDropsNoRootUnasked() throws Exception {
        Cli ran = Cli.ok("renew", "--out-dir", live, "--dir", after, "--now");
        assertThat(ran.err()).contains("ca.pem keeps CN=Old Root", "ca rollover");
        assertThat(trusted()).containsExactly(root(after), root(before));
    }

    @Test
    void casOfOneRootNeedNone() {
        Path issuing = folder.resolve("issuing");
        Cli.ok("ca", "intermediate", "--dir", issuing, "--parent", before, "--name", "I", "--no-passphrase");
        Cli ran = Cli.run("ca", "rollover", "--dir", before, "--to", issuing);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("nothing new");
    }
}

package io.dirgate.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package on a machine with systemd: installed, started under the unit's restrictions, serving, stopped, removed. */
class DebianPackageIT {
    @TempDir
    Path folder;

    @Test
    void installsStartsServesAndUninstalls() throws Exception {
        Tool.require("ldapsearch");
        try (ScratchMachine machine = ScratchMachine.boot(folder)) {
            Files.copy(Packed.deb(), machine.shared().resolve("dirgate.deb"));

            // An index of all man pages takes as long as the rest.
            machine.run("rm", "-f", "/var/lib/man-db/auto-update");
            machine.run("dpkg", "-i", "/mnt/dirgate.deb");
            assertThat(machine.run("systemd-analyze", "verify", "dirgate.service", "dirgate.socket"))
                    .isEmpty();
            assertThat(machine.run("systemctl", "is-enabled", "dirgate", "dirgate.socket"))
                    .isEqualTo("enabled\nenabled\n");
            assertThat(machine.attempt("systemctl", "is-active", "dirgate", "dirgate.socket")
                            .output())
                    .as("without a certificate it is not started")
                    .isEqualTo("inactive\ninactive\n");
            isAGoodDebianCitizen(machine);

            configure(machine);
            machine.start("dirgate");
            serves(machine);
            refusesToReloadABadFile(machine);
            isRestartedWhenItNoLongerLives(machine);
            restartsAndIsUpgradedWithoutARefusedConnection(machine);
            stops(machine);
            goesOnWithAnotherPort(machine);
            isRemovedAndKeepsWhatPeopleWrote(machine);
        }
    }

    /** What Debian expects of a package: its size, its licence, man pages, and logs that do not grow for ever. */
    private static void isAGoodDebianCitizen(ScratchMachine machine) throws Exception {
        long claimed = Long.parseLong(machine.run("dpkg-query", "-f", "${Installed-Size}", "-W", "dirgate")
                .strip());
        long real = Long.parseLong(machine.shell(
                        "dpkg -L dirgate | xargs stat -c '%F %s' | awk '/^regular/ { n += $NF } END { print int(n / 1024) }'")
                .strip());
        assertThat(claimed).as("KiB").isBetween(real * 95 / 100, real * 110 / 100);
        assertThat(machine.run("cat", "/usr/share/doc/dirgate/copyright")).contains("License: Apache-2.0");
        assertThat(machine.run("man", "-w", "dirgate", "dirgate-run", "dirgate-certtool", "dirgate-certtool-ca-issue")
                        .lines())
                .hasSize(4);
        assertThat(machine.run("logrotate", "--debug", "/etc/logrotate.d/dirgate"))
                .doesNotContain("error");
        assertThat(machine.run("systemctl", "is-active", "dirgate-logrotate.timer"))
                .isEqualTo("active\n");
    }

    /** The administrator's steps: a key and a certificate by the packaged tool, and the directory's address. */
    private static void configure(ScratchMachine machine) throws Exception {
        machine.shell("""
                echo 127.0.0.1 ldap.corp.example.com >>/etc/hosts
                cd /etc/dirgate
                dirgate-certtool key --out privatekey.pem
                dirgate-certtool self-sign --key privatekey.pem --name ldap.corp.example.com --out server.crt
                """);
        assertThat(machine.run("stat", "-c", "%a %U:%G", "/etc/dirgate/privatekey.pem"))
                .as("the tool lets the service read its key")
                .isEqualTo("640 root:dirgate-tls\n");
        // The unit's minute would make this test last one.
        machine.shell("""
                mkdir /etc/systemd/system/dirgate.service.d
                printf '[Service]\\nWatchdogSec=6s\\nTimeoutAbortSec=1s\\n' >/etc/systemd/system/dirgate.service.d/test.conf
                systemctl daemon-reload
                """);
        int port = EmbeddedDirectory.start(machine, "dirgate");
        machine.shell("cd /etc/dirgate && sed -i -e 's/^    - 10.0.1.10:389/    - 127.0.0.1:" + port
                + "/' -e '/^    - 10.0.2.10:389/d' dirgate.yaml && echo 'shutdown: { delay: 1s }' >>dirgate.yaml");
    }

    private static void serves(ScratchMachine machine) throws Exception {
        assertThat(machine.run("systemctl", "show", "-P", "ActiveState", "dirgate"))
                .as("systemctl start waited for READY=1")
                .isEqualTo("active\n");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> machine.run("curl", "-sf", "http://127.0.0.1:8389/readyz"));
        await().untilAsserted(() -> assertThat(machine.run("systemctl", "show", "-P", "StatusText", "dirgate"))
                .as("the status follows the gateway's state")
                .startsWith("serving: "));
        assertThat(machine.run(
                        "env",
                        "LDAPTLS_CACERT=/etc/dirgate/server.crt",
                        "LDAPTLS_REQCERT=demand",
                        "ldapsearch",
                        "-x",
                        "-H",
                        "ldaps://ldap.corp.example.com",
                        "-s",
                        "base",
                        "-b",
                        "",
                        "defaultNamingContext"))
                .contains("defaultNamingContext: DC=corp,DC=example,DC=com");
        String pid =
                machine.run("systemctl", "show", "-P", "MainPID", "dirgate").strip();
        String status = machine.run("cat", "/proc/" + pid + "/status");
        assertThat(status)
                .as("an account of its own, one capability, and no way to more")
                .doesNotContainPattern("Uid:\\s+0\\s")
                .containsPattern("CapEff:\\s+0{13}400")
                .containsPattern("CapBnd:\\s+0{13}400")
                .containsPattern("NoNewPrivs:\\s+1")
                .containsPattern("Seccomp:\\s+2");
        assertThat(machine.run("cat", "/proc/" + pid + "/maps"))
                .as("its classes come from the archive that the installation made")
                .contains("/usr/lib/dirgate/lib/dirgate.jsa");
    }

    private static void refusesToReloadABadFile(ScratchMachine machine) throws Exception {
        machine.shell(
                "cp -p /etc/dirgate/dirgate.yaml /root/good.yaml; echo 'nonsense: 1' >>/etc/dirgate/dirgate.yaml");
        assertThat(machine.attempt("systemctl", "reload", "dirgate").exitCode()).isNotZero();
        assertThat(machine.run("journalctl", "--no-pager", "-u", "dirgate")).contains("nonsense");
        machine.run("cp", "-p", "/root/good.yaml", "/etc/dirgate/dirgate.yaml");

        machine.run("systemctl", "reload", "dirgate");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(machine.run("journalctl", "--no-pager", "-u", "dirgate"))
                        .contains("configuration reloaded"));
        assertThat(machine.run("systemctl", "show", "-P", "NRestarts", "dirgate"))
                .isEqualTo("0\n");
    }

    private static void isRestartedWhenItNoLongerLives(ScratchMachine machine) throws Exception {
        String pid =
                machine.run("systemctl", "show", "-P", "MainPID", "dirgate").strip();
        machine.run("kill", "-STOP", pid);

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(machine.run("systemctl", "show", "-P", "NRestarts", "dirgate"))
                        .isEqualTo("1\n"));
        assertThat(machine.run("journalctl", "--no-pager", "-u", "dirgate")).contains("Full thread dump");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> machine.run("curl", "-sf", "http://127.0.0.1:8389/readyz"));
    }

    private static void restartsAndIsUpgradedWithoutARefusedConnection(ScratchMachine machine) throws Exception {
        machine.shell("""
                cat >/root/loop <<'END'
                export LDAPTLS_CACERT=/etc/dirgate/server.crt
                until [ -e /root/enough ]; do
                  nice -n 19 ldapsearch -x -H ldaps://ldap.corp.example.com -s base -b '' >/dev/null 2>&1; echo $? >>/root/results
                done
                END
                for loop in 1 2 3 4; do systemd-run --quiet --unit=loop$loop sh /root/loop; done
                """);
        goesOnDuring(machine, "systemctl", "restart", "dirgate");
        goesOnDuring(machine, "dpkg", "-i", "/mnt/dirgate.deb");
        machine.run("touch", "/root/enough");
        assertThat(results(machine)).as("exit codes of ldapsearch").containsOnly("0");
    }

    private static void goesOnDuring(ScratchMachine machine, Object... command) throws Exception {
        awaitResults(machine, results(machine).size() + 20);
        String before = process(machine);
        machine.run(command);
        assertThat(process(machine)).as("the gateway's process").isNotEqualTo(before);
        awaitResults(machine, results(machine).size() + 20);
    }

    private static String process(ScratchMachine machine) throws Exception {
        return machine.run("systemctl", "show", "-P", "MainPID", "dirgate").strip();
    }

    private static void awaitResults(ScratchMachine machine, int atLeast) {
        await().atMost(Duration.ofSeconds(60)).until(() -> results(machine).size() >= atLeast);
    }

    private static List<String> results(ScratchMachine machine) throws Exception {
        return machine.attempt("cat", "/root/results").output().lines().toList();
    }

    private static void stops(ScratchMachine machine) throws Exception {
        String pid = process(machine);
        machine.run("systemctl", "stop", "dirgate");
        assertThat(machine.run("systemctl", "show", "-P", "Result", "dirgate")).isEqualTo("success\n");
        assertThat(machine.run("journalctl", "--no-pager", "_PID=" + pid))
                .contains("shutting down")
                .doesNotContain("Exception");
        await().untilAsserted(() -> assertThat(machine.attempt("systemctl", "is-active", "dirgate", "dirgate.socket")
                        .output())
                .as("no client starts it again")
                .isEqualTo("inactive\ninactive\n"));
    }

    /** The administrator has changed the configuration alone, then the socket's unit as well, and then does without it. */
    private static void goesOnWithAnotherPort(ScratchMachine machine) throws Exception {
        machine.run("sed", "-i", "s/0.0.0.0:636/0.0.0.0:2636/", "/etc/dirgate/dirgate.yaml");
        machine.start("dirgate");
        assertThat(machine.run("journalctl", "--no-pager", "-u", "dirgate"))
                .contains("no listener has the address", "systemctl edit --full dirgate.socket");
        assertThat(answer(machine, 2636)).contains("defaultNamingContext");
        assertThat(answer(machine, 636)).contains("Can't contact LDAP server");

        machine.shell("""
                mkdir /etc/systemd/system/dirgate.socket.d
                printf '[Socket]\\nListenStream=\\nListenStream=0.0.0.0:2636\\n' >/etc/systemd/system/dirgate.socket.d/test.conf
                systemctl daemon-reload
                systemctl stop dirgate
                systemctl start dirgate
                """);
        assertThat(machine.run("ss", "-ltnpH", "sport = :2636")).contains("systemd");
        assertThat(machine.run("ss", "-ltnpH", "sport = :636")).isEmpty();
        assertThat(answer(machine, 2636)).contains("defaultNamingContext");

        machine.run("sed", "-i", "s/0.0.0.0:2636/127.0.0.1:2636/", "/etc/dirgate/dirgate.yaml");
        assertThat(machine.attempt("systemctl", "restart", "dirgate").exitCode())
                .as("the same port, and another address")
                .isNotZero();
        assertThat(machine.run("journalctl", "--no-pager", "-u", "dirgate"))
                .contains("dirgate.socket keeps the port with another address");
        machine.run("systemctl", "disable", "--now", "dirgate.socket");
        machine.start("dirgate");
        assertThat(answer(machine, 2636)).contains("defaultNamingContext");
    }

    private static String answer(ScratchMachine machine, int port) throws Exception {
        return machine.attempt(
                        "timeout",
                        "10",
                        "env",
                        "LDAPTLS_CACERT=/etc/dirgate/server.crt",
                        "ldapsearch",
                        "-x",
                        "-H",
                        "ldaps://ldap.corp.example.com:" + port,
                        "-s",
                        "base",
                        "-b",
                        "",
                        "defaultNamingContext")
                .output();
    }

    private static void isRemovedAndKeepsWhatPeopleWrote(ScratchMachine machine) throws Exception {
        machine.start("dirgate");
        machine.run("dpkg", "--remove", "dirgate");
        assertThat(machine.attempt("systemctl", "is-active", "dirgate").output())
                .isEqualTo("inactive\n");
        assertThat(machine.attempt("ls", "/usr/lib/dirgate", "/usr/bin/dirgate", "/usr/bin/dirgate-certtool")
                        .exitCode())
                .isNotZero();
        assertThat(machine.run("ls", "/etc/dirgate").lines()).contains("dirgate.yaml", "privatekey.pem", "server.crt");
        machine.run("dpkg", "--purge", "dirgate");
        assertThat(machine.run("ls", "/etc/dirgate").lines())
                .doesNotContain("dirgate.yaml")
                .contains("privatekey.pem");
    }
}

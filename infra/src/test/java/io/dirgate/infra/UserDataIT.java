package io.dirgate.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user data of gateway.yaml, run by root on a machine as cloud-init does; Amazon's own programs are stand-ins. */
class UserDataIT {
    @TempDir
    Path folder;

    @Test
    void installsVerifiesServesPublishesAndDrains() throws Exception {
        Tool.require("curl", "ldapsearch", "python3");
        try (ScratchMachine machine = ScratchMachine.boot(folder)) {
            furnish(machine);
            int directory = EmbeddedDirectory.start(machine, "/opt/demo/bin/dirgate");

            anotherArchiveIsNotInstalled(machine);
            theRightOneIsAndServes(machine, directory);
            numbersArePublished(machine);
            largeLogsAreRotatedEachTimeTheyAreLarge(machine);
            theGroupHearsOfAGatewayThatDoesNotLive(machine);
            theEndIsDrained(machine);
        }
    }

    private static void furnish(ScratchMachine machine) throws Exception {
        Path shared = machine.shared();
        Files.createDirectories(shared.resolve("bucket"));
        Files.copy(Packed.archive(), shared.resolve("bucket/dirgate-0.1.0.tar.gz"));
        for (String script : new String[] {"metadata.py", "amazon-linux.sh"}) {
            Files.copy(Path.of("src/test/resources", script), shared.resolve(script));
        }
        metadata(machine, "mac", "02:00:00:00:00:01");
        metadata(machine, "instance-id", "i-0123456789abcdef0");
        metadata(
                machine,
                "network/interfaces/macs/02:00:00:00:00:01/vpc-ipv4-cidr-blocks",
                "10.0.0.0/16\n10.1.0.0/16\n");
        machine.run("sh", "/mnt/amazon-linux.sh");
        machine.shell("mkdir /opt/demo && tar -xzf /mnt/bucket/dirgate-0.1.0.tar.gz -C /opt/demo --strip-components=1");
    }

    private static void anotherArchiveIsNotInstalled(ScratchMachine machine) throws Exception {
        Tool ran = userData(machine, 389, "0".repeat(64));

        assertThat(ran.exitCode()).isNotZero();
        assertThat(machine.run("cat", "/mnt/signal.log")).startsWith("--exit-code 1 --reason user data failed at line");
        assertThat(machine.attempt("ls", "/usr/lib/dirgate").exitCode()).isNotZero();
        machine.run("rm", "/mnt/signal.log");
    }

    private static void theRightOneIsAndServes(ScratchMachine machine, int directory) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Packed.archive()));
        Tool ran = userData(machine, directory, HexFormat.of().formatHex(digest));

        assertThat(ran.exitCode()).as(() -> ran.output() + journal(machine)).isZero();
        assertThat(machine.run("cat", "/mnt/signal.log"))
                .isEqualTo("--exit-code 0 --reason the gateway is ready --stack ldap --region eu-central-1"
                        + " --resource AutoScalingGroup\n");
        assertThat(machine.run("cat", "/mnt/dnf.log")).contains("java-21-amazon-corretto-headless");
        assertThat(machine.run(
                        "systemd-analyze",
                        "verify",
                        "dirgate.service",
                        "dirgate-journal.service",
                        "dirgate-lifecycle.timer",
                        "dirgate-health.timer",
                        "dirgate-logrotate.timer",
                        "dirgate-metrics.timer"))
                .isEmpty();
        assertThat(machine.run("stat", "-c", "%a %U:%G", "/etc/dirgate/cache-passphrase"))
                .isEqualTo("640 root:dirgate-tls\n");
        assertThat(machine.run("stat", "-c", "%a %U:%G", "/etc/dirgate/privatekey.pem"))
                .isEqualTo("640 root:dirgate-tls\n");
        machine.run("curl", "-sf", "http://127.0.0.1:8389/readyz");
        machine.shell("echo 127.0.0.1 ldap.corp.example.com >>/etc/hosts");
        for (int port : new int[] {636, 3269}) {
            assertThat(search(machine, port)).contains("defaultNamingContext: DC=corp,DC=example,DC=com");
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(machine.run("cat", "/var/log/dirgate/access.log"))
                        .contains("\"listener\":\"ldaps\""));
    }

    private static String search(ScratchMachine machine, int port) throws Exception {
        return machine.run(
                "env",
                "LDAPTLS_CACERT=/etc/dirgate/server.crt",
                "LDAPTLS_REQCERT=demand",
                "ldapsearch",
                "-x",
                "-H",
                "ldaps://ldap.corp.example.com:" + port,
                "-s",
                "base",
                "-b",
                "",
                "defaultNamingContext");
    }

    private static void numbersArePublished(ScratchMachine machine) throws Exception {
        machine.run("systemctl", "start", "dirgate-metrics.service");

        String published = machine.run("grep", "put-metric-data", "/mnt/aws.log");
        assertThat(published)
                .contains("--namespace Dirgate", "\"Name\":\"AutoScalingGroupName\",\"Value\":\"ldap-gateway\"")
                .contains("{\"MetricName\":\"Ready\",\"Value\":1,", "{\"MetricName\":\"ServersUp\",\"Value\":1.000,")
                .contains(
                        "{\"MetricName\":\"ServersDown\",\"Value\":0.000,",
                        "{\"MetricName\":\"BindFailures\",\"Value\":0,")
                .containsPattern("\\{\"MetricName\":\"CertificateDaysToExpiry\",\"Value\":36[0-9]{2}\\.");
    }

    private static void largeLogsAreRotatedEachTimeTheyAreLarge(ScratchMachine machine) throws Exception {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(machine.run("cat", "/var/log/dirgate-gateway.log"))
                        .contains("ready for clients"));
        for (int i = 0; i < 2; i++) {
            machine.shell("truncate --size=101M /var/log/dirgate/access.log");
            machine.run("systemctl", "start", "dirgate-logrotate.service");
            // The gateway begins its next file with the next line.
            search(machine, 636);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(machine.run("stat", "-c", "%s", "/var/log/dirgate/access.log")
                                    .length())
                            .as("the gateway has begun a new file")
                            .isLessThan(8));
        }
        assertThat(machine.run("ls", "/var/log/dirgate").lines())
                .contains("access.log", "access.log.1", "access.log.2.gz");
    }

    private static void theGroupHearsOfAGatewayThatDoesNotLive(ScratchMachine machine) throws Exception {
        machine.run("systemctl", "stop", "dirgate-health.timer");
        machine.run("systemctl", "start", "dirgate-health.service");
        for (int i = 0; i < 6; i++) {
            assertThat(machine.run("cat", "/mnt/aws.log")).doesNotContain("set-instance-health");
            // A port on which nothing answers.
            machine.shell("set -a; . /etc/dirgate/aws.env; ADMIN_PORT=1 RUNTIME_DIRECTORY=/run/dirgate-health"
                    + " /usr/lib/dirgate/aws/dirgate-health");
        }
        assertThat(machine.run("cat", "/mnt/aws.log"))
                .contains("autoscaling set-instance-health --region eu-central-1 --instance-id i-0123456789abcdef0"
                        + " --health-status Unhealthy");
    }

    private static void theEndIsDrained(ScratchMachine machine) throws Exception {
        Files.writeString(machine.shared().resolve("target-state"), "healthy");
        metadata(machine, "autoscaling/target-lifecycle-state", "Terminated");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(machine.run("cat", "/mnt/aws.log"))
                .contains("--target-group-arn arn:of:the-targets --targets Id=i-0123456789abcdef0"));
        assertThat(machine.attempt("systemctl", "is-active", "dirgate").output())
                .as("the balancer still sends clients")
                .isEqualTo("active\n");
        Files.writeString(machine.shared().resolve("target-state"), "draining");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(machine.run("cat", "/mnt/aws.log"))
                .contains("autoscaling complete-lifecycle-action --region eu-central-1 --lifecycle-hook-name drain"
                        + " --auto-scaling-group-name ldap-gateway --instance-id i-0123456789abcdef0"));
        assertThat(machine.attempt("systemctl", "is-active", "dirgate").output())
                .isEqualTo("inactive\n");
        assertThat(machine.run("systemctl", "show", "-P", "Result", "dirgate")).isEqualTo("success\n");
    }

    private static String journal(ScratchMachine machine) {
        try {
            return machine.run("journalctl", "--no-pager", "-u", "dirgate")
                    + machine.run("cat", "/etc/dirgate/dirgate.yaml");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Tool userData(ScratchMachine machine, int directory, String sha256) throws Exception {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("ArchiveSha256", sha256);
        parameters.put("CertificateSource", "nlb");
        parameters.put("OpenGlobalCatalog", "yes");
        parameters.put("DirectoryId", "");
        parameters.put("Servers", "127.0.0.1:" + directory);
        Files.writeString(
                machine.shared().resolve("user-data"),
                GatewayTemplateTest.userData(parameters)
                        .replace("<AccessLog>", "/dirgate/ldap/access")
                        .replace("<GatewayLog>", "/dirgate/ldap/gateway")
                        .replace("<LdapsTargets>", "arn:of:the-targets")
                        .replace("delay: 25s", "delay: 1s"));
        return machine.attempt("timeout", "80", "bash", "/mnt/user-data");
    }

    private static void metadata(ScratchMachine machine, String path, String value) throws Exception {
        Path file = machine.shared().resolve("metadata").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value);
    }
}

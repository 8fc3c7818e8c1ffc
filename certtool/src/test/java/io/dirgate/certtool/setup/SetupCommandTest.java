package io.dirgate.certtool.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupCommandTest {
    private static final String NAME = "ldap.corp.example.com";

    @TempDir
    Path folder;

    private Cli setup(Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("setup", "--dir", folder.resolve("my gateway"), "--name", NAME, "--server", "10.0.1.10"));
        words.addAll(Arrays.asList(more));
        return Cli.run(words.toArray());
    }

    private Path at(String name) {
        return folder.resolve("my gateway").resolve(name);
    }

    private static List<String> states(Cli ran) throws Exception {
        List<String> states = new ArrayList<>();
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
        for (JsonNode part : new ObjectMapper().readTree(ran.out()).get("parts")) {
            states.add(part.get("state").asText());
        }
        return states;
    }

    @Test
    void everythingIsMadeOnceAndASecondRunKeepsIt() throws Exception {
        assertThat(states(setup("--server", "10.0.2.10:3389", "--json")))
                .containsOnly("MADE")
                .hasSize(5);

        Tool.ok(
                "openssl",
                "verify",
                "-CAfile",
                at("live/ca.pem"),
                "-untrusted",
                at("live/chain.pem"),
                "-verify_hostname",
                NAME,
                at("live/server.crt"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(at("pw"))))
                .isEqualTo("rw-------");
        JsonNode gateway = new YAMLMapper().readTree(at("gateway.yaml").toFile());
        assertThat(gateway.at("/directory/servers/0").asText()).isEqualTo("10.0.1.10:389");
        assertThat(gateway.at("/directory/servers/1").asText()).isEqualTo("10.0.2.10:3389");
        assertThat(gateway.at("/listeners/0/tls/certificate").asText()).isEqualTo("live/chain.pem");
        byte[] before = Files.readAllBytes(at("live/chain.pem"));

        assertThat(states(setup("--server", "10.0.2.10:3389", "--json"))).containsOnly("KEPT");
        assertThat(Files.readAllBytes(at("live/chain.pem"))).isEqualTo(before);
    }

    @Test
    void aNameThatIsAddedIsCertifiedAndAnEditedConfigurationIsLeftAlone() throws Exception {
        setup();
        Files.writeString(at("gateway.yaml"), "# mine\n");

        Cli again = setup("--name", "ldap2.corp.example.com", "--json");

        assertThat(states(again)).containsExactly("KEPT", "KEPT", "KEPT", "RENEWED", "KEPT");
        assertThat(again.out()).contains("left as it is");
        assertThat(at("gateway.yaml")).hasContent("# mine");
        Tool.ok("openssl", "x509", "-in", at("live/server.crt"), "-noout", "-checkhost", "ldap2.corp.example.com");
    }

    @Test
    void whatTheUnitRunsRenews() throws Exception {
        Path units = Files.createDirectory(folder.resolve("units"));
        Cli ran = setup("--install", "--unit-dir", units);
        assertThat(ran.exitCode()).as(ran.toString()).isZero();

        String service = Files.readString(units.resolve("dirgate-renew.service"));
        String exec = service.lines()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        // The quotes are the shell's too.
        String words = Tool.ok("sh", "-c", "printf '%s\\n' " + exec.substring("ExecStart=".length()));
        List<String> command = words.lines().toList();
        assertThat(command.get(0)).isEqualTo("/usr/bin/dirgate-certtool");
        assertThat(Cli.run(command.subList(1, command.size()).toArray()).exitCode())
                .isZero();
        assertThat(units.resolve("dirgate-renew.timer")).content().contains("OnCalendar=daily", "Persistent=true");
        assertThat(ran.out()).contains("systemctl enable --now dirgate-renew.timer");
    }

    @Test
    void theManifestIsACronJobThatRunsTheSameCommand() throws Exception {
        Cli ran = setup("--timer", "kubernetes", "--json");
        JsonNode manifest = new YAMLMapper()
                .readTree(new ObjectMapper().readTree(ran.out()).get("timer").asText());

        assertThat(manifest.get("kind").asText()).isEqualTo("CronJob");
        assertThat(manifest.at("/spec/jobTemplate/spec/template/spec/containers/0/command"))
                .extracting(JsonNode::asText)
                .startsWith("dirgate-certtool", "renew", "--out-dir");
    }

    @Test
    void aTransportWithTlsNeedsTheDirectorysCa() {
        Cli ran = setup("--transport", "ldaps");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--directory-ca");
        assertThat(at("pw")).doesNotExist();
    }
}

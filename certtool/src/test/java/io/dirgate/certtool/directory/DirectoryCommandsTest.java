package io.dirgate.certtool.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.aws.fake.FakeAws;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryCommandsTest {
    private final FakeAws aws = FakeAws.start();

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void listTellsEachDirectoryWithItsAddressesAcrossPages() throws IOException {
        String simple = aws.directories().addSimpleAd("corp.example.com", "10.0.1.10", "10.0.2.10");
        String connector = aws.directories().addConnector("home.example.com", "192.168.1.10");
        aws.directories().addManagedAd("cloud.example.com", "10.0.3.10", "10.0.4.10");
        aws.directories().pageSize(1);

        JsonNode listed =
                new ObjectMapper().readTree(ok("list", "--json").out()).get("directories");

        assertThat(listed).hasSize(3);
        assertThat(listed.get(0).path("id").asText()).isEqualTo(simple);
        assertThat(listed.get(0).path("addresses").toString()).isEqualTo("[\"10.0.1.10\",\"10.0.2.10\"]");
        assertThat(listed.get(1).path("addresses").toString())
                .as("an AD Connector's DNS servers are the other side's")
                .doesNotContain("192.168");
        assertThat(listed.get(1).path("dnsServers").toString()).contains("192.168.1.10");
        assertThat(ok("list").out()).contains(simple, connector, "SimpleAD", "Active");
    }

    @Test
    void showTellsTheDomainControllersOfAManagedDirectory() {
        String id = aws.directories().addManagedAd("cloud.example.com", "10.0.3.10", "10.0.4.10");

        assertThat(ok("show", "--directory-id", id).out())
                .contains("10.0.3.10", "eu-central-1b", "dc-", "CLOUD", "vpc-0a1b2c3d");
    }

    @Test
    void simpleAdIsShownWithoutAskingForDomainControllers() {
        String id = aws.directories().addSimpleAd("corp.example.com", "10.0.1.10");

        assertThat(ok("show", "--id", id).out()).contains("10.0.1.10");
        assertThat(aws.actions()).doesNotContain("ds:DescribeDomainControllers");
    }

    @Test
    void waitTellsProgressAndEndsWhenTheStageIsReached() {
        String id = aws.directories().addGradually("cloud.example.com", "Creating", "Active", 3);

        Cli ran = ok("wait", "--directory-id", id, "--interval", "1ms");

        assertThat(ran.err()).contains(id + " is Creating").hasLineCount(1);
        assertThat(ran.out()).contains("is Active");
        assertThat(aws.actions()).hasSize(4);
    }

    @Test
    void waitHasALimit() {
        String id = aws.directories().addGradually("cloud.example.com", "Creating", "Active", 1_000_000);

        Cli ran = run("wait", "--directory-id", id, "--interval", "5ms", "--timeout", "40ms");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("is still Creating", "--timeout");
    }

    @Test
    void waitEndsAtOnceWhereTheStageIsNeverReached() {
        String id = aws.directories().addGradually("cloud.example.com", "Creating", "Failed", 1);

        Cli ran = run("wait", "--directory-id", id, "--interval", "1ms");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("is Failed and will not become Active");
    }

    @Test
    void unknownDirectoryAndUnknownStageAreSaidToBeThat() {
        assertThat(run("show", "--directory-id", "d-0000000000").err())
                .contains("no directory d-0000000000", "directory list");
        assertThat(run("ldaps", "status", "--directory-id", "d-0000000000").err())
                .contains("no directory d-0000000000");
        assertThat(ok("wait", "--directory-id", "d-0000000000", "--stage", "Deleted")
                        .out())
                .contains("is Deleted");
        assertThat(run("show", "--directory-id", "corp").exitCode()).isEqualTo(2);
        assertThat(run("wait", "--directory-id", "d-0000000000", "--stage", "Ready")
                        .exitCode())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldaps status", "ldaps enable", "certificate list", "client-auth status"})
    void simpleAdIsAnsweredWithWhatToDoInstead(String words) {
        String id = aws.directories().addSimpleAd("corp.example.com", "10.0.1.10");

        List<Object> line = new ArrayList<>(List.of((Object[]) words.split(" ")));
        line.addAll(List.of("--directory-id", id));
        Cli ran = run(line.toArray());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("Simple AD", "gateway", "bin/dirgate run")
                .hasLineCount(1);
    }

    @Test
    void directoryThatIsBeingMadeTakesNoChangesAndIsSaidToNeedTime() {
        String id = aws.directories().addGradually("cloud.example.com", "Creating", "Active", 1_000);

        assertThat(run("certificate", "list", "--directory-id", id).err())
                .contains("Creating", "certtool directory wait");
    }

    private Cli ok(Object... words) {
        Cli ran = run(words);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran;
    }

    private Cli run(Object... words) {
        List<Object> line = new ArrayList<>(List.of("directory"));
        line.addAll(List.of(words));
        line.addAll(List.of("--endpoint-url", aws.endpoint()));
        return Cli.run(line.toArray());
    }
}

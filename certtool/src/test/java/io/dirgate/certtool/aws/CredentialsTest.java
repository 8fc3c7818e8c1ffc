package io.dirgate.certtool.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.CliProcess;
import io.dirgate.certtool.aws.fake.FakeAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials, Region and endpoint come from AWS's default chain; the tool runs as a process with its own environment. */
class CredentialsTest {
    private final FakeAws aws = FakeAws.start();

    @TempDir
    Path folder;

    private Path configuration;

    @BeforeEach
    void writeConfiguration() throws IOException {
        configuration = Files.writeString(folder.resolve("config"), """
                [profile directory]
                region = eu-west-1
                aws_access_key_id = AKIAPROFILEEXAMPLE
                aws_secret_access_key = not-a-secret
                """);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void environmentIsEnough() throws Exception {
        String id = aws.directories().addSimpleAd("corp.example.com", "10.0.1.10");

        CliProcess ran = CliProcess.run(
                folder,
                Map.of(
                        "AWS_ACCESS_KEY_ID", "AKIAEXAMPLE",
                        "AWS_SECRET_ACCESS_KEY", "not-a-secret",
                        "AWS_REGION", "eu-central-1",
                        "AWS_ENDPOINT_URL", aws.endpoint().toString()),
                "directory",
                "list",
                "--json");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).contains(id);
        assertThat(ran.err()).as("machine output carries no prose").isEmpty();
    }

    @Test
    void profileBringsCredentialsAndRegionAndWinsOverTheEnvironment() throws Exception {
        CliProcess ran = CliProcess.run(
                folder,
                Map.of(
                        "AWS_CONFIG_FILE", configuration.toString(),
                        "AWS_ACCESS_KEY_ID", "AKIAEXAMPLE",
                        "AWS_SECRET_ACCESS_KEY", "not-a-secret"),
                "acm",
                "show",
                "--profile",
                "directory",
                "--arn",
                "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-0000-0000-000000000000",
                "--endpoint-url",
                aws.endpoint());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("the Region asked is eu-west-1").hasLineCount(1);
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        Map<String, String> nothing = Map.of(
                "AWS_CONFIG_FILE", "/nonexistent",
                "AWS_SHARED_CREDENTIALS_FILE", "/nonexistent",
                "AWS_EC2_METADATA_DISABLED", "true");
        CliProcess noRegion = CliProcess.run(folder, nothing, "acm", "list", "--endpoint-url", aws.endpoint());
        assertThat(noRegion.exitCode()).isEqualTo(1);
        assertThat(noRegion.err()).contains("--region").hasLineCount(1);

        CliProcess noCredentials = CliProcess.run(
                folder, nothing, "acm", "list", "--region", "eu-central-1", "--endpoint-url", aws.endpoint());
        assertThat(noCredentials.exitCode()).isEqualTo(1);
        assertThat(noCredentials.err()).contains("credentials", "--profile").hasLineCount(1);
        assertThat(aws.requests()).isEmpty();
    }
}

package io.dirgate.certtool.aws;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Account, Region and endpoint. Default: AWS's default chain. */
public final class AwsOptions {
    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Profile of the AWS configuration files. Default: AWS's default chain of credentials.")
    private @Nullable String profile;

    @Option(names = "--region", paramLabel = "REGION", description = "AWS Region. Default: as AWS's own tools find it.")
    private @Nullable String region;

    @Option(
            names = "--endpoint-url",
            paramLabel = "URL",
            description = "Send requests to this URL, such as a VPC endpoint.")
    private @Nullable URI endpoint;

    public AwsOptions() {}

    /** As if they had been given on the command line. */
    public AwsOptions(@Nullable String profile, @Nullable String region, @Nullable URI endpoint) {
        this.profile = profile;
        this.region = region;
        this.endpoint = endpoint;
    }

    /** Whether there is any. */
    public boolean given() {
        return profile != null || region != null || endpoint != null;
    }

    @Nullable
    public String profile() {
        return profile;
    }

    @Nullable
    public String region() {
        return region;
    }

    @Nullable
    public URI endpoint() {
        return endpoint;
    }
}

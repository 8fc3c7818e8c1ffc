package io.dirgate.proxy.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Servers found by a directory's id in AWS. */
@Shorthand("id")
public record AwsDirectoryConfig(
        @Setting(means = "Id of the directory: a Simple AD, Managed Microsoft AD or AD Connector.")
        String id,

        @Setting(means = "Region of the directory. Absent: as AWS's own tools find it (AWS_REGION, the instance).")
        @Nullable
        String region,

        @Setting(
                byDefault = "auto",
                means = "Zone whose domain controllers are preferred; others are used while it has no healthy one"
                        + " (Managed Microsoft AD). `auto`: the gateway's own zone. `off`: no preference.")
        @Nullable
        String availabilityZone,

        @Setting(
                byDefault = "0",
                atLeast = "0",
                atMost = "65535",
                means = "Port of the servers. 0: 389, or 636 if transport is `ldaps`.")
        int port,

        @Setting(byDefault = "1m", atLeast = "100ms", atMost = "24h", means = "Time between two requests to AWS.")
        Duration refresh,

        @Setting(
                output = true,
                means =
                        "File with the last good answer, so that the gateway can start while AWS is unreachable. Absent:"
                                + " no such file.")
        @Nullable
        String stateFile) {

    public AwsDirectoryConfig {
        Contradictions found = new Contradictions();
        found.when(
                !id.matches("d-[0-9a-f]{10}"),
                "id",
                Scalars.quoted(id) + " is not a directory's id, such as d-1234567890");
        found.when("-".equals(stateFile), "stateFile", "\"-\" is not the name of a file");
        found.raise();
    }
}

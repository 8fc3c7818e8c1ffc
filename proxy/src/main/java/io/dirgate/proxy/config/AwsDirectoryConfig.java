package io.dirgate.proxy.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Servers found by a directory's id in AWS. */
@Shorthand("id")
public record AwsDirectoryConfig(
        @Setting(means = "The directory's id: a Simple AD, Managed Microsoft AD or AD Connector.")
        String id,

        @Setting(means = "Its Region. Absent: as AWS's own tools find it (AWS_REGION, the instance).") @Nullable
        String region,

        @Setting(
                byDefault = "auto",
                means =
                        "Zone whose domain controllers are used first, others while it has none that is well (Managed Microsoft"
                                + " AD). `auto`: the zone that the gateway is in. `off`: all zones alike.")
        @Nullable
        String availabilityZone,

        @Setting(
                byDefault = "0",
                atLeast = "0",
                atMost = "65535",
                means = "The servers' port. 0: 389, or 636 where transport is `ldaps`.")
        int port,

        @Setting(byDefault = "1m", atLeast = "100ms", atMost = "24h", means = "Time between two questions to AWS.")
        Duration refresh,

        @Setting(
                output = true,
                means =
                        "File in which the last good answer outlives a restart, for one without AWS. Absent: there is none.")
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

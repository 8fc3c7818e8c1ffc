package io.dirgate.certtool.acme;

import io.dirgate.certtool.aws.AwsOptions;
import io.dirgate.certtool.report.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to set the records of DNS-01 challenges. */
final class DnsOptions {
    /** DNS services that this tool can talk to. */
    enum Service {
        ROUTE53
    }

    @Option(
            names = "--dns",
            paramLabel = "SERVICE",
            description = "Prove names by DNS-01 with records that certtool sets itself: route53.")
    private @Nullable Service service;

    @Option(
            names = "--hosted-zone",
            paramLabel = "ID",
            description = "With --dns route53: the hosted zone. Default: the public zone with the longest matching"
                    + " name.")
    private @Nullable String hostedZone;

    @Option(
            names = "--resolver",
            paramLabel = "ADDRESS[:PORT]",
            description = "With --dns route53: name server that is asked whether _acme-challenge is an alias"
                    + " (CNAME). Default: the system's.")
    private @Nullable String resolver;

    @Mixin
    private AwsOptions aws;

    @Option(
            names = "--dns-hook",
            paramLabel = "PROGRAM",
            description = "Prove names by DNS-01 with records that this program sets.")
    private @Nullable Path hook;

    /** Whether names are proved by DNS-01. */
    boolean given() {
        return service != null || hook != null;
    }

    void check() {
        if (service != null && hook != null) {
            throw Failure.usage("give either --dns or --dns-hook");
        }
        if (service == null && (hostedZone != null || resolver != null || aws.given())) {
            throw Failure.usage("--hosted-zone, --resolver, --profile, --region and --endpoint-url need --dns route53");
        }
        if (hook != null && !Files.isExecutable(hook)) {
            throw Failure.usage("--dns-hook " + hook + " is not an executable program");
        }
    }

    @Nullable
    String hook() {
        return hook == null ? null : hook.toAbsolutePath().toString();
    }

    @Nullable
    Route53Settings route53() {
        return service == null
                ? null
                : new Route53Settings(hostedZone, aws.profile(), aws.region(), aws.endpoint(), resolver);
    }
}

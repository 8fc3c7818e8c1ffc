package io.dirgate.certtool.acme;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dirgate.certtool.aws.AwsOptions;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where and how to set challenge records in Route 53. It holds no secret: credentials come from AWS's default chain.
 *
 * @param hostedZone id of the zone, null to find it
 * @param profile of AWS's configuration files
 * @param resolver the name server for CNAME lookups, as {@code ADDRESS[:PORT]}, null for the system's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Route53Settings(
        @Nullable String hostedZone,
        @Nullable String profile,
        @Nullable String region,
        @Nullable URI endpoint,
        @Nullable String resolver) {
    AwsOptions access() {
        return new AwsOptions(profile, region, endpoint);
    }
}

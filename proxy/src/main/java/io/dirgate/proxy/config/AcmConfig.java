package io.dirgate.proxy.config;

import java.time.Duration;

/** A certificate in AWS Certificate Manager. */
@Shorthand("arn")
public record AcmConfig(
        @Setting(
                means =
                        "ARN of the certificate: from a private CA, or a public one that was requested as exportable. ACM"
                                + " does not export imported certificates.")
        String arn,

        @Setting(
                byDefault = "1h",
                atLeast = "1s",
                atMost = "24h",
                means = "How often to check whether ACM has renewed it.")
        Duration refresh) {

    public AcmConfig {
        Contradictions found = new Contradictions();
        found.when(
                !arn.matches("arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-zA-Z-]+"),
                "arn",
                Scalars.quoted(arn)
                        + " is not a certificate's ARN, such as arn:aws:acm:eu-central-1:123456789012:certificate/…");
        found.raise();
    }

    public String region() {
        return arn.split(":")[3];
    }
}

package io.dirgate.proxy.aws.fake;

import java.util.Map;

/** Points the SDK of this process at a stand-in, for as long as it is open. */
public final class AwsSettings implements AutoCloseable {
    private static final Map<String, String> FIXED = Map.of(
            "aws.region", "eu-central-1", "aws.accessKeyId", "AKIAIOSFODNN7EXAMPLE", "aws.secretAccessKey", "none");

    public AwsSettings(String endpoint) {
        FIXED.forEach(System::setProperty);
        System.setProperty("aws.endpointUrl", endpoint);
    }

    @Override
    public void close() {
        FIXED.keySet().forEach(System::clearProperty);
        System.clearProperty("aws.endpointUrl");
    }
}

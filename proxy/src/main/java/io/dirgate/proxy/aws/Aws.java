package io.dirgate.proxy.aws;

import org.jspecify.annotations.Nullable;

/** The AWS services that the gateway uses. */
public interface Aws {
    CertificateManager certificateManager(@Nullable String region) throws AwsException;

    DirectoryService directoryService(@Nullable String region) throws AwsException;

    SecretsManager secretsManager(@Nullable String region) throws AwsException;

    /**
     * The availability zone of this machine or container. Takes at most a second or two.
     *
     * @return null if it is unknown: outside AWS, or if the instance metadata service is disabled
     */
    @Nullable
    String ownZone();

    /**
     * AWS through its SDK. Loads the SDK on first use.
     *
     * @throws AwsException if the SDK's libraries are missing
     */
    static Aws bySdk() throws AwsException {
        return SdkLoader.aws();
    }
}

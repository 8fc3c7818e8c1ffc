package io.dirgate.proxy.aws;

import org.jspecify.annotations.Nullable;

/** The services of AWS that the gateway asks. */
public interface Aws {
    CertificateManager certificateManager(@Nullable String region) throws AwsException;

    DirectoryService directoryService(@Nullable String region) throws AwsException;

    SecretsManager secretsManager(@Nullable String region) throws AwsException;

    /**
     * The availability zone that this machine, or this container, is in. Takes a second or two at most.
     *
     * @return null where nobody tells: outside AWS, or where the instance's metadata are switched off
     */
    @Nullable
    String ownZone();

    /**
     * AWS by its SDK, which is loaded now if it was not before.
     *
     * @throws AwsException if the SDK's libraries are not there
     */
    static Aws bySdk() throws AwsException {
        return SdkLoader.aws();
    }
}

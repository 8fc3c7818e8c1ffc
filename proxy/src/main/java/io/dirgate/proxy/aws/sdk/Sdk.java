package io.dirgate.proxy.aws.sdk;

import io.dirgate.proxy.aws.Aws;
import io.dirgate.proxy.aws.AwsException;
import io.dirgate.proxy.aws.CertificateManager;
import io.dirgate.proxy.aws.DirectoryService;
import io.dirgate.proxy.aws.SecretsManager;
import org.jspecify.annotations.Nullable;

/** The entry point. The room's class loader loads it by name. */
public final class Sdk implements Aws {
    @Override
    public CertificateManager certificateManager(@Nullable String region) throws AwsException {
        return new SdkCertificateManager(region);
    }

    @Override
    public DirectoryService directoryService(@Nullable String region) throws AwsException {
        return new SdkDirectoryService(region);
    }

    @Override
    public SecretsManager secretsManager(@Nullable String region) throws AwsException {
        return new SdkSecretsManager(region);
    }

    @Override
    public @Nullable String ownZone() {
        return OwnZone.ask();
    }
}

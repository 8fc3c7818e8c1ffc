package io.dirgate.certtool.aws;

import io.dirgate.certtool.report.Failure;
import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.Route53ClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Clients of AWS's services for one command. Credentials and Region come from AWS's default chain; a profile that is named
 * wins over the environment, as with AWS's own command line. What is throttled is tried again by the SDK in its standard
 * retry mode, which AWS_RETRY_MODE and AWS_MAX_ATTEMPTS change.
 */
public final class AwsClients implements AutoCloseable {
    private static final int MORE_ATTEMPTS = 8;

    private final AwsOptions options;
    private final Conversation conversation;
    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(10))
            .socketTimeout(Duration.ofSeconds(30))
            .build();

    AwsClients(AwsOptions options, Consumer<String> trace) {
        this.options = options;
        this.conversation = new Conversation(trace);
    }

    public AcmClient acm() {
        return configure(AcmClient.builder());
    }

    public DirectoryClient directory() {
        return configure(DirectoryClient.builder());
    }

    public KmsClient kms() {
        return configure(KmsClient.builder());
    }

    public SecretsManagerClient secretsManager() {
        return configure(SecretsManagerClient.builder());
    }

    /**
     * Route 53 is global, so it works without a configured Region. It accepts five requests a second from an account, so a request
     * is retried more often than usual.
     */
    public Route53Client route53() {
        Route53ClientBuilder builder = Route53Client.builder();
        if (options.region() == null && !isRegionKnown()) {
            builder.region(Region.AWS_GLOBAL);
        }
        boolean chosen = SdkSystemSetting.AWS_MAX_ATTEMPTS.getStringValue().isPresent();
        RetryStrategy usual = AwsRetryStrategy.forRetryMode(retryMode());
        return configure(
                builder,
                chosen ? usual : usual.toBuilder().maxAttempts(MORE_ATTEMPTS).build());
    }

    private boolean isRegionKnown() {
        try {
            DefaultAwsRegionProviderChain.Builder chain = DefaultAwsRegionProviderChain.builder();
            (options.profile() == null ? chain : chain.profileName(options.profile()))
                    .build()
                    .getRegion();
            return true;
        } catch (SdkClientException none) {
            return false;
        }
    }

    /** Explains an error of the last call. Errors that are not the SDK's are returned unchanged. */
    RuntimeException inWords(RuntimeException e) {
        return AwsErrors.inWords(e, conversation);
    }

    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C configure(B builder) {
        return configure(builder, AwsRetryStrategy.forRetryMode(retryMode()));
    }

    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C configure(
            B builder, RetryStrategy retries) {
        builder.httpClient(http).credentialsProvider(credentials()).overrideConfiguration(c -> {
            c.retryStrategy(retries).addExecutionInterceptor(conversation);
            if (options.profile() != null) {
                c.defaultProfileName(options.profile());
            }
        });
        if (options.region() != null) {
            builder.region(Region.of(options.region()));
        }
        if (options.endpoint() != null) {
            if (options.endpoint().getHost() == null) {
                throw Failure.usage(
                        "--endpoint-url " + options.endpoint() + " is not a URL; write http(s)://host[:port]");
            }
            builder.endpointOverride(options.endpoint());
        }
        return builder.build();
    }

    private AwsCredentialsProvider credentials() {
        return options.profile() == null
                ? DefaultCredentialsProvider.builder().build()
                : ProfileCredentialsProvider.create(options.profile());
    }

    private RetryMode retryMode() {
        RetryMode.Resolver resolver = RetryMode.resolver().defaultRetryMode(RetryMode.STANDARD);
        return options.profile() == null
                ? resolver.resolve()
                : resolver.profileName(options.profile()).resolve();
    }

    @Override
    public void close() {
        http.close();
    }
}

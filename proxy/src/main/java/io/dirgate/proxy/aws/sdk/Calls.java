package io.dirgate.proxy.aws.sdk;

import io.dirgate.proxy.aws.AwsException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Common settings of all calls: credentials and endpoint from AWS's default chain (including AWS_ENDPOINT_URL), time
 * limits, and errors translated for people. The SDK itself repeats throttled calls a few times with increasing delays.
 */
final class Calls {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ATTEMPT = Duration.ofSeconds(10);
    private static final Duration CALL = Duration.ofSeconds(30);

    private static final Set<String> DENIED = Set.of("AccessDeniedException", "AccessDenied", "UnauthorizedOperation");

    private Calls() {}

    /** @param region null for the region of AWS's default chain */
    static <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C client(
            B builder, @Nullable String region) throws AwsException {
        builder.httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(ATTEMPT))
                .overrideConfiguration(c -> c.retryStrategy(RetryMode.STANDARD).apiCallTimeout(CALL));
        if (region != null) {
            builder.region(Region.of(region));
        }
        return inWords("making a client", builder::build);
    }

    /** @param action in IAM's notation, such as {@code ds:DescribeDirectories} */
    static <T> T inWords(String action, Supplier<T> call) throws AwsException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The SDK finds its own components through this class loader.
        thread.setContextClassLoader(Calls.class.getClassLoader());
        try {
            return call.get();
        } catch (AwsServiceException e) {
            String code = e.awsErrorDetails() == null
                    ? "HTTP " + e.statusCode()
                    : String.valueOf(e.awsErrorDetails().errorCode());
            boolean refused = e.statusCode() >= 400 && e.statusCode() < 500 && !e.isThrottlingException();
            throw new AwsException(ofService(action, code, e), refused, e);
        } catch (SdkException e) {
            throw new AwsException(ofClient(action, e), false, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String ofService(String action, String code, AwsServiceException e) {
        String message = e.awsErrorDetails() == null
                ? e.getMessage()
                : e.awsErrorDetails().errorMessage();
        if (DENIED.contains(code)) {
            return "permission is missing: an IAM policy of the gateway's role must allow %s (AWS said: %s)"
                    .formatted(action, message);
        }
        return e.isThrottlingException()
                ? "%s: AWS is asked too often (%s)".formatted(action, code)
                : "%s was refused: %s: %s".formatted(action, code, message);
    }

    private static String ofClient(String action, SdkException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to load credentials")) {
            return action
                    + ": no AWS credentials; run the gateway where a role is attached, or set AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY";
        }
        if (message.contains("Unable to load region")) {
            return "no AWS Region is known; set region beside the id, or AWS_REGION";
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "%s: the name %s is unknown; check the region and this machine's DNS"
                        .formatted(action, cause.getMessage());
            } else if (cause instanceof ConnectException) {
                return "%s: nothing answers at AWS's endpoint (%s); check VPC endpoints and security groups"
                        .formatted(action, cause.getMessage());
            }
        }
        return action + ": " + message;
    }
}

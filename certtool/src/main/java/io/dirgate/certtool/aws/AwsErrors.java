package io.dirgate.certtool.aws;

import io.dirgate.certtool.report.Failure;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Explains an error of the SDK, with the remedy. */
public final class AwsErrors {
    private static final Set<String> DENIED =
            Set.of("AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "NotAuthorized");
    private static final Set<String> BAD_CREDENTIALS = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignatureException",
            "MissingAuthenticationTokenException");
    private static final Set<String> OUTDATED =
            Set.of("ExpiredTokenException", "ExpiredToken", "RequestExpired", "RequestExpiredException");

    private AwsErrors() {}

    /** Whether an error of the SDK says that a permission is missing. */
    public static boolean isDenied(@Nullable Throwable e) {
        return e instanceof AwsServiceException answer
                && answer.awsErrorDetails() != null
                && DENIED.contains(String.valueOf(answer.awsErrorDetails().errorCode()));
    }

    static RuntimeException inWords(RuntimeException e, Conversation conversation) {
        if (e instanceof AwsServiceException answer) {
            return new Failure(ofService(answer, conversation.lastAction()), answer);
        }
        if (e instanceof SdkClientException problem) {
            return new Failure(ofClient(problem, conversation.lastAction()), problem);
        }
        return e instanceof SdkException ? new Failure("AWS: " + e.getMessage(), e) : e;
    }

    private static String ofService(AwsServiceException e, String action) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null ? "" : String.valueOf(details.errorCode());
        String message = details == null ? String.valueOf(e.getMessage()) : String.valueOf(details.errorMessage());
        if (isDenied(e)) {
            return "permission is missing: an IAM policy of the identity in use must allow the action " + action
                    + " (AWS said: " + message + ")";
        }
        if (BAD_CREDENTIALS.contains(code)) {
            return action + ": AWS does not know these credentials (" + code
                    + "); look at --profile, AWS_PROFILE and AWS_ACCESS_KEY_ID";
        }
        if (OUTDATED.contains(code)) {
            return action + ": the credentials have expired, or this machine's clock is wrong (" + code
                    + "); sign in again";
        }
        if (e.isThrottlingException()) {
            return action + ": AWS still says " + code + " after " + e.numAttempts()
                    + " attempts; try again later, or raise AWS_MAX_ATTEMPTS";
        }
        return action + " was refused: " + code + ": " + message + requestId(e.requestId());
    }

    private static String requestId(@Nullable String id) {
        return id == null ? "" : " (request " + id + ")";
    }

    private static String ofClient(SdkClientException e, String action) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Profile file contained no credentials")) {
            return message + "; look at --profile and AWS_PROFILE";
        }
        if (message.contains("Unable to load credentials")) {
            return "no AWS credentials were found: give --profile NAME, set AWS_PROFILE or AWS_ACCESS_KEY_ID and "
                    + "AWS_SECRET_ACCESS_KEY, or run where a role is attached";
        }
        if (message.contains("Unable to load region")) {
            return "no AWS Region is known: give --region, or set AWS_REGION";
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return action + ": the name " + cause.getMessage()
                        + " is not known; look at --region, --endpoint-url and this machine's DNS";
            }
            if (cause instanceof ConnectException) {
                return action + ": nothing answers at AWS's endpoint (" + cause.getMessage()
                        + "); look at --endpoint-url, proxies and firewalls";
            }
        }
        return action + ": " + (e instanceof RetryableException ? "after several attempts: " : "") + message;
    }
}

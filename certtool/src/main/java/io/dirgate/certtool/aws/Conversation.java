package io.dirgate.certtool.aws;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Listens to what is said with AWS: knows the action that was asked last, as IAM writes it, and traces requests and answers.
 * The trace shows the SDK's own text of a request, in which members that the service's model marks as sensitive are blanked.
 */
final class Conversation implements ExecutionInterceptor {
    private static final Pattern BYTES = Pattern.compile("SdkBytes\\(bytes=0x([0-9a-f]*)\\)");

    private final Consumer<String> trace;
    private final AtomicReference<String> action = new AtomicReference<>("aws:?");

    Conversation(Consumer<String> trace) {
        this.trace = trace;
    }

    /** Such as {@code acm:ImportCertificate}. */
    String lastAction() {
        return action.get();
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        action.set(prefix(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME)) + ":"
                + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        trace.accept("-> " + lastAction() + " " + readable(context.request()));
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        trace.accept("   " + context.httpRequest().method() + " "
                + context.httpRequest().getUri());
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        trace.accept("   HTTP " + context.httpResponse().statusCode() + " "
                + context.httpResponse().firstMatchingHeader("x-amzn-RequestId").orElse(""));
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        trace.accept("<- " + readable(context.response()));
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        trace.accept("<- " + context.exception().getMessage());
    }

    /** Byte strings are PEM text in hexadecimal digits here: their length says enough. */
    private static String readable(Object message) {
        return BYTES.matcher(message.toString())
                .replaceAll(found -> found.group(1).length() / 2 + " bytes");
    }

    private static String prefix(String serviceName) {
        return switch (serviceName) {
            case "Acm" -> "acm";
            case "Directory" -> "ds";
            case "SecretsManager" -> "secretsmanager";
            case "Route53" -> "route53";
            case "Kms" -> "kms";
            default -> serviceName;
        };
    }
}

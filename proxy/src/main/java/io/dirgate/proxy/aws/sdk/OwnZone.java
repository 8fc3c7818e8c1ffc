package io.dirgate.proxy.aws.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.imds.Ec2MetadataClient;
import software.amazon.awssdk.imds.Ec2MetadataRetryPolicy;

/** Finds the availability zone of this machine or container; see {@link io.dirgate.proxy.aws.Aws#ownZone()}. */
final class OwnZone {
    private static final int MILLIS = 1_000;
    private static final Pattern TASK_ZONE = Pattern.compile("\"AvailabilityZone\"\\s*:\\s*\"([^\"]+)\"");

    private OwnZone() {}

    static @Nullable String ask() {
        String task = System.getenv("ECS_CONTAINER_METADATA_URI_V4");
        return task == null ? ofInstance() : ofTask(URI.create(task + "/task"));
    }

    private static @Nullable String ofInstance() {
        if (SdkSystemSetting.AWS_EC2_METADATA_DISABLED.getBooleanValueOrThrow()) {
            return null;
        }
        try (Ec2MetadataClient metadata = Ec2MetadataClient.builder()
                .endpoint(URI.create(SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT.getStringValueOrThrow()))
                .retryPolicy(Ec2MetadataRetryPolicy.none())
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofMillis(MILLIS))
                        .socketTimeout(Duration.ofMillis(MILLIS)))
                .build()) {
            return metadata.get("/latest/meta-data/placement/availability-zone").asString();
        } catch (SdkException e) {
            return null;
        }
    }

    static @Nullable String ofTask(URI task) {
        try {
            HttpURLConnection connection = (HttpURLConnection) task.toURL().openConnection();
            connection.setConnectTimeout(MILLIS);
            connection.setReadTimeout(MILLIS);
            try (InputStream in = connection.getInputStream()) {
                Matcher zone = TASK_ZONE.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                return zone.find() ? zone.group(1) : null;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return null;
        }
    }
}

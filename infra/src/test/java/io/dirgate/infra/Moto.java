package io.dirgate.infra;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** moto_server, an independent stand-in for AWS, asked by its query protocol. It is laxer than AWS. */
final class Moto implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final Path log;
    private final URI endpoint;

    private Moto(Process process, Path log, URI endpoint) {
        this.process = process;
        this.log = log;
        this.endpoint = endpoint;
    }

    static Moto start(Path folder) throws IOException {
        Tool.require("moto_server");
        Path log = folder.resolve("moto.log");
        Process process = new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", "0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        URI address = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            Matcher matcher = ADDRESS.matcher(Files.readString(log));
                            return matcher.find() ? URI.create(matcher.group(1)) : null;
                        },
                        found -> found != null);
        return new Moto(process, log, address);
    }

    /** Creates a stack; it is complete when this returns. */
    void createStack(String name, String template, Map<String, String> parameters)
            throws IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("StackName", name);
        form.put("TemplateBody", template);
        form.put("Capabilities.member.1", "CAPABILITY_IAM");
        int place = 1;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            form.put("Parameters.member." + place + ".ParameterKey", parameter.getKey());
            form.put("Parameters.member." + place++ + ".ParameterValue", parameter.getValue());
        }
        ask("cloudformation", "2010-05-15", "CreateStack", form);
        String status = ask("cloudformation", "2010-05-15", "DescribeStacks", Map.of("StackName", name));
        if (!status.contains("<StackStatus>CREATE_COMPLETE</StackStatus>")) {
            throw new AssertionError(status);
        }
    }

    /** The answer's XML; anything but success is an error of the test. */
    String ask(String service, String version, String action, Map<String, String> form)
            throws IOException, InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(Map.of("Action", action, "Version", version));
        all.putAll(form);
        return send(request(service)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(all.entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))))
                .build());
    }

    /** The answer's JSON; anything but success is an error of the test. */
    String askJson(String service, String target, String body) throws IOException, InterruptedException {
        return send(request(service)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", target)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String service) {
        return HttpRequest.newBuilder(endpoint)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261124/eu-central-1/" + service
                                + "/aws4_request, SignedHeaders=host, Signature=0")
                .timeout(Duration.ofSeconds(60));
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + "\n" + answer.body() + "\n" + Files.readString(log));
        }
        return answer.body();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}

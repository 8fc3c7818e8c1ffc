package io.dirgate.certtool.aws;

import io.dirgate.certtool.Tool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** moto_server, an independent stand-in for AWS, on a port that it chooses. It is laxer than AWS and judges the wire format. */
public final class Moto implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final URI endpoint;

    private Moto(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Skips the test where moto is missing; on CI that is a failure. */
    public static Moto start(Path folder) throws IOException {
        Tool.require("moto_server");
        Path log = folder.resolve("moto.log");
        ProcessBuilder builder = new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", "0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Process process = builder.start();
        URI address = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            Matcher matcher = ADDRESS.matcher(Files.readString(log));
                            return matcher.find() ? URI.create(matcher.group(1)) : null;
                        },
                        found -> found != null);
        return new Moto(process, address);
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Two subnets of the network that each new account has, and its id: {@code vpc, subnet, subnet}. */
    public List<String> network() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261124/eu-central-1/ec2/aws4_request,"
                                + " SignedHeaders=host, Signature=0")
                .POST(BodyPublishers.ofString("Action=DescribeSubnets&Version=2016-11-15"))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        List<String> network = new ArrayList<>();
        for (String pattern : List.of("<vpcId>([^<]+)", "<subnetId>([^<]+)")) {
            Matcher matcher = Pattern.compile(pattern).matcher(answer);
            int wanted = network.isEmpty() ? 1 : 3;
            while (network.size() < wanted && matcher.find()) {
                network.add(matcher.group(1));
            }
        }
        return network;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}

package io.dirgate.proxy.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.aws.fake.AwsSettings;
import io.dirgate.proxy.aws.fake.Moto;
import io.dirgate.proxy.config.AwsDirectoryConfig;
import io.dirgate.proxy.observe.ProxyMetrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.DirectoryDescription;
import software.amazon.awssdk.services.directory.model.DirectorySize;

/** Directories as a stand-in for AWS describes them that others wrote. It knows no domain controllers. */
class AwsServersAtMotoTest {
    @TempDir
    static Path folder;

    private static Moto moto;
    private static AwsSettings settings;
    private static DirectoryClient client;
    private static String vpc;
    private static List<String> subnets;

    @BeforeAll
    static void start() throws Exception {
        moto = Moto.start(folder);
        settings = new AwsSettings(moto.endpoint());
        client = DirectoryClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        String network = network();
        vpc = all("<vpcId>([^<]+)", network).get(0);
        subnets = all("<subnetId>([^<]+)", network).subList(0, 2);
    }

    @AfterAll
    static void end() {
        if (moto != null) {
            client.close();
            settings.close();
            moto.close();
        }
    }

    @Test
    void simpleAd() throws Exception {
        String id = client.createDirectory(request -> request.name("corp.example.com")
                        .password("Passw0rd.Admin")
                        .size(DirectorySize.SMALL)
                        .vpcSettings(settings -> settings.vpcId(vpc).subnetIds(subnets)))
                .directoryId();

        assertThat(found(id))
                .containsExactlyInAnyOrderElementsOf(described(id).dnsIpAddrs())
                .isNotEmpty();
    }

    @Test
    void managedAdByItsDnsAddresses() throws Exception {
        String id = client.createMicrosoftAD(request -> request.name("ad.example.com")
                        .password("Passw0rd.Admin")
                        .vpcSettings(settings -> settings.vpcId(vpc).subnetIds(subnets)))
                .directoryId();

        assertThat(found(id))
                .containsExactlyInAnyOrderElementsOf(described(id).dnsIpAddrs())
                .isNotEmpty();
    }

    @Test
    void connector() throws Exception {
        String id = client.connectDirectory(request -> request.name("there.example.com")
                        .password("Passw0rd.Admin")
                        .size(DirectorySize.SMALL)
                        .connectSettings(settings -> settings.vpcId(vpc)
                                .subnetIds(subnets)
                                .customerDnsIps("192.168.1.5", "192.168.2.5")
                                .customerUserName("connector")))
                .directoryId();

        assertThat(found(id))
                .containsExactlyInAnyOrderElementsOf(
                        described(id).connectSettings().connectIps())
                .isNotEmpty()
                .noneMatch(address -> address.startsWith("192.168."));
    }

    private static List<String> found(String id) throws DiscoveryException {
        AwsDirectoryConfig config = new AwsDirectoryConfig(id, null, null, 0, Duration.ofMinutes(1), null);
        return new AwsServers(config, 389, ProxyMetrics.NONE)
                .ask().servers().stream().map(server -> server.address().host()).toList();
    }

    private static DirectoryDescription described(String id) {
        return client.describeDirectories(request -> request.directoryIds(id))
                .directoryDescriptions()
                .get(0);
    }

    /** The network that each new account has. */
    private static String network() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(moto.endpoint()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261124/eu-central-1/ec2/aws4_request,"
                                + " SignedHeaders=host, Signature=0")
                .POST(BodyPublishers.ofString("Action=DescribeSubnets&Version=2016-11-15"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}

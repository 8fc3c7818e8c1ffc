package io.dirgate.proxy.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dirgate.proxy.aws.fake.AwsSettings;
import io.dirgate.proxy.aws.fake.FakeAws;
import io.dirgate.proxy.aws.fake.FakeDirectories.Controller;
import io.dirgate.proxy.config.AwsDirectoryConfig;
import io.dirgate.proxy.observe.MicrometerMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwsServersTest {
    private static final String ID = "d-1234567890";
    private static final Controller A = new Controller("10.0.0.10", "eu-central-1a", "Active");
    private static final Controller B = new Controller("10.0.1.10", "eu-central-1b", "Active");
    private static final Controller C = new Controller("10.0.2.10", "eu-central-1c", "Active");

    @TempDir
    Path folder;

    private final MicrometerMetrics metrics = new MicrometerMetrics(Clock.systemUTC());
    private FakeAws aws;
    private AwsSettings settings;

    @BeforeEach
    void start() throws IOException {
        aws = FakeAws.start();
        settings = new AwsSettings(aws.endpoint());
    }

    @AfterEach
    void end() {
        settings.close();
        aws.close();
        metrics.close();
    }

    @Test
    void aSimpleAdsServersAreItsDnsAddresses() throws Exception {
        aws.directories().simpleAd(ID, "Active", "10.0.1.20", "10.0.0.20");

        assertThat(ask(null))
                .containsExactly("10.0.0.20:389 tier 1, SimpleAD Active", "10.0.1.20:389 tier 1, SimpleAD Active");
    }

    @Test
    void aConnectorsServersAreItsOwnAddressesNeverTheOtherSidesDns() throws Exception {
        aws.directories().connector(ID, List.of("10.0.0.30", "10.0.1.30"), List.of("192.168.1.5", "192.168.2.5"));

        assertThat(ask(null)).allMatch(server -> server.startsWith("10.0.")).hasSize(2);
    }

    @Test
    void aDirectoryWithoutIpv4IsFoundByItsIpv6Addresses() throws Exception {
        aws.directories().simpleAd(ID, "Active", "2001:db8::20");
        assertThat(ask(null)).containsExactly("[2001:db8::20]:389 tier 1, SimpleAD Active");

        aws.directories().connector(ID, List.of("2001:db8::30"), List.of("2001:db8:ffff::5"));
        assertThat(ask(null)).singleElement().asString().startsWith("[2001:db8::30]:389");

        aws.directories().managedAd(ID, "Active", new Controller("2001:db8::40", "eu-central-1a", "Active"));
        assertThat(ask(null)).containsExactly("[2001:db8::40]:389 tier 1, Active, eu-central-1a");
    }

    @Test
    void aServerOfADualStackDirectoryIsOneServer() throws Exception {
        aws.directories().simpleAd(ID, "Active", "10.0.0.20", "2001:db8::20");

        assertThat(ask(null)).containsExactly("10.0.0.20:389 tier 1, SimpleAD Active");
    }

    @Test
    void anImpairedDirectoryIsUsedAndItsStageTold() throws Exception {
        aws.directories().simpleAd(ID, "Impaired", "10.0.0.20");

        assertThat(ask(null)).containsExactly("10.0.0.20:389 tier 1, SimpleAD Impaired");
        assertThat(metrics.scrape()).contains("dirgate_directory_stage{stage=\"Impaired\"} 1.0");
    }

    @Test
    void allControllersOfAManagedAdAreFoundOnHoweverManyPages() throws Exception {
        aws.directories().managedAd(ID, "Active", C, A, B);

        assertThat(ask(null))
                .containsExactly(
                        "10.0.0.10:389 tier 1, Active, eu-central-1a",
                        "10.0.1.10:389 tier 1, Active, eu-central-1b",
                        "10.0.2.10:389 tier 1, Active, eu-central-1c");
    }

    @Test
    void ownZoneComesFirstThenOtherZonesThenWhatIsNotActive() throws Exception {
        aws.directories()
                .managedAd(
                        ID,
                        "Active",
                        new Controller("10.0.0.10", "eu-central-1a", "Impaired"),
                        B,
                        C,
                        new Controller("10.0.3.10", "eu-central-1b", "Creating"),
                        new Controller("10.0.4.10", "eu-central-1b", "Deleting"));

        assertThat(ask("eu-central-1b"))
                .containsExactly(
                        "10.0.0.10:389 tier 3, Impaired, eu-central-1a",
                        "10.0.1.10:389 tier 1, Active, eu-central-1b",
                        "10.0.2.10:389 tier 2, Active, eu-central-1c");
    }

    @Test
    void whereControllersMayNotBeAskedForTheDirectorysOwnAddressesServe() throws Exception {
        aws.directories().managedAd(ID, "Active", A, B, C);
        aws.forbid("ds:DescribeDomainControllers");

        assertThat(ask(null))
                .containsExactly(
                        "10.0.0.10:389 tier 1, MicrosoftAD Active", "10.0.1.10:389 tier 1, MicrosoftAD Active");
    }

    @Test
    void whatIsWrongIsSaidWithTheRemedy() {
        assertThatThrownBy(() -> ask(null))
                .isInstanceOf(DiscoveryException.class)
                .hasMessage(
                        "ds:DescribeDirectories was refused: EntityDoesNotExistException: Directory d-1234567890 does not exist");
        aws.directories().simpleAd(ID, "Creating");
        assertThatThrownBy(() -> ask(null))
                .hasMessage("SimpleAD d-1234567890 is Creating and has no address that could be used");
        aws.forbid("ds:DescribeDirectories");
        assertThatThrownBy(() -> ask(null))
                .hasMessageStartingWith(
                        "permission is missing: an IAM policy of the gateway's role must allow ds:DescribeDirectories");
        aws.close();
        assertThatThrownBy(() -> ask(null)).hasMessageContaining("nothing answers at AWS's endpoint");
    }

    @Test
    void throttlingAndOutageKeepTheLastGoodAnswer() throws Exception {
        aws.directories().managedAd(ID, "Active", A, B, C);
        List<List<FoundServer>> taken = new CopyOnWriteArrayList<>();
        try (Discovery discovery = new Discovery(source(null, null), metrics)) {
            discovery.start(taken::add);
            await().until(() -> taken.size() == 1);
            aws.become(FakeAws.Mood.THROTTLING);
            awaitFailures(1);
            aws.become(FakeAws.Mood.OUT);
            awaitFailures(3);
            assertThat(taken).hasSize(1);

            aws.become(FakeAws.Mood.WELL);
            aws.directories().managedAd(ID, "Active", A, C);
            await().until(() -> taken.size() == 2);
            assertThat(taken.get(1))
                    .extracting(server -> server.address().host())
                    .containsExactly("10.0.0.10", "10.0.2.10");
        }
    }

    @Test
    void theLastGoodAnswerOutlivesARestartWithoutAws() throws Exception {
        Path state = folder.resolve("servers.json");
        aws.directories().managedAd(ID, "Active", A, B);
        List<List<FoundServer>> taken = new CopyOnWriteArrayList<>();
        try (Discovery discovery = new Discovery(source(null, state), metrics)) {
            discovery.start(taken::add);
            await().until(() -> Files.exists(state));
        }
        aws.close();

        List<List<FoundServer>> later = new CopyOnWriteArrayList<>();
        try (Discovery discovery = new Discovery(source(null, state), metrics)) {
            discovery.start(later::add);
            assertThat(later).containsExactly(taken.get(0));
        }
        Files.writeString(state, "{ half a");
        assertThat(source(null, state).remembered()).isEmpty();
        Files.writeString(
                state, "{ \"directory\": \"d-0000000000\", \"servers\": [{ \"address\": \"10.0.0.1:389\" }] }");
        assertThat(source(null, state).remembered()).isEmpty();
    }

    private void awaitFailures(int more) {
        double before = failures();
        await().atMost(Duration.ofSeconds(60)).until(() -> failures() >= before + more);
    }

    private double failures() {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("dirgate_discovery_total") && line.contains("failed"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private List<String> ask(@Nullable String zone) throws DiscoveryException {
        return source(zone, null).ask().servers().stream()
                .map(server -> server.address() + " " + server.description())
                .toList();
    }

    private AwsServers source(@Nullable String zone, @Nullable Path state) {
        return new AwsServers(
                new AwsDirectoryConfig(
                        ID, null, zone, 0, Duration.ofMillis(100), state == null ? null : state.toString()),
                389,
                metrics);
    }
}

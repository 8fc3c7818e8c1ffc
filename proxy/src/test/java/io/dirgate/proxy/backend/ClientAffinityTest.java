package io.dirgate.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.config.Affinity;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.discovery.FoundServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAffinityTest {
    private static final int CLIENTS = 3000;

    private final Server first = up("dc1", 1);
    private final Server second = up("dc2", 1);
    private final Server third = up("dc3", 1);

    @Test
    void aClientsConnectionsHaveOneServer() {
        Directory directory = of(first, second, third);
        for (long client = 0; client < 50; client++) {
            Server own = choose(directory, client);
            for (int i = 0; i < 30; i++) {
                assertThat(choose(directory, client)).isSameAs(own);
            }
        }
    }

    @Test
    void severalGatewaysAgreeInWhateverOrderTheServersAreListed() {
        Directory other = of(up("dc3", 1), up("dc1", 1), up("dc2", 1));
        for (long client = 0; client < CLIENTS; client++) {
            assertThat(choose(other, client).name())
                    .isEqualTo(choose(of(first, second, third), client).name());
        }
    }

    @Test
    void clientsAreSpreadEvenly() {
        Map<Server, Long> shares = shares(of(first, second, third));
        // A third each; ten standard deviations are 260.
        assertThat(shares.values()).hasSize(3).allSatisfy(share -> assertThat(share)
                .isBetween(740L, 1260L));
    }

    @Test
    void clientsAreSpreadByWeight() {
        Server heavy = up("dc8", 9);
        assertThat(share(of(heavy, up("dc9", 1)), heavy)).isBetween(2550L, 2850L);
    }

    @Test
    void aLostServerMovesItsOwnClientsOnly() {
        Directory directory = of(first, second, third);
        List<Server> before = LongStream.range(0, CLIENTS)
                .mapToObj(client -> choose(directory, client))
                .toList();
        ServerHealthTest.fallOf(second.health());
        for (int client = 0; client < CLIENTS; client++) {
            Server was = before.get(client);
            Server is = choose(directory, client);
            assertThat(is).isNotSameAs(second);
            assertThat(was == second || was == is).isTrue();
        }
    }

    @Test
    void thirtyTwoConnectionsOfOneClientStayTogether() {
        Directory directory = of(first, second);
        Server own = choose(directory, 7);
        for (int i = 0; i < 32; i++) {
            assertThat(choose(directory, 7)).isSameAs(own);
            own.opening();
        }
        assertThat(choose(directory, 7)).isNotSameAs(own);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void manyConnectionsFromOneAddressAreSpread(int servers) {
        List<Server> all = List.of(first, second, third).subList(0, servers);
        Directory directory = new Directory(Affinity.CLIENT_ADDRESS, all);
        for (int i = 0; i < CLIENTS; i++) {
            choose(directory, 7).opening();
        }
        int most = (int) Math.ceil(1.25 * CLIENTS / servers);
        assertThat(all)
                .allSatisfy(server -> assertThat(server.connectionsInUse()).isBetween(1, most));
    }

    @Test
    void aServerInSlowStartGetsBackAFewOfItsClientsFirst() {
        Directory directory = of(first, second);
        long own = share(directory, second);
        ServerHealthTest.fallOf(second.health());
        ServerHealthTest.riseOf(second.health());

        long back = share(directory, second);
        assertThat(back).isBetween(own / 20, own / 5);
        assertThat(LongStream.range(0, CLIENTS).filter(client -> choose(directory, client) == second))
                .as("always the same ones")
                .hasSize((int) back);
    }

    @Test
    void aServerJustLostIsMetAgainOnlyIfNoOtherIsWell() {
        Directory directory = of(first, second);
        for (long client = 0; client < 20; client++) {
            assertThat(directory.choose(client, List.of(), first)).isSameAs(second);
        }
        ServerHealthTest.fallOf(second.health());
        assertThat(directory.choose(1, List.of(), first)).isSameAs(first);
    }

    private static Map<Server, Long> shares(Directory directory) {
        return LongStream.range(0, CLIENTS)
                .mapToObj(client -> choose(directory, client))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static long share(Directory directory, Server server) {
        return shares(directory).getOrDefault(server, 0L);
    }

    private static Server choose(Directory directory, long client) {
        Server server = directory.choose(client, List.of(), null);
        assertThat(server).isNotNull();
        return server;
    }

    private static Directory of(Server... servers) {
        return new Directory(Affinity.CLIENT_ADDRESS, List.of(servers));
    }

    private static Server up(String host, int weight) {
        Server server = new Server(
                new FoundServer(new Endpoint(host, 389), 1, weight, ""),
                ServerHealthTest.health(Duration.ofHours(1)),
                (suspect, reason) -> {});
        server.health().succeeded();
        return server;
    }
}

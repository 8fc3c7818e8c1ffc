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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private static final int DRAWS = 2000;

    private final Server first = up("dc1", 1);
    private final Server second = up("dc2", 1);
    private final Server third = up("dc3", 1);
    private final Server spare = up("dc4", 2);

    @Test
    void allServersOfTheFirstTierAreDrawn() {
        assertThat(drawsOf(first, second, third, spare)).containsOnlyKeys(first, second, third);
    }

    @Test
    void theNextTierServesWhileNoneOfTheFirstIsWell() {
        ServerHealthTest.fallOf(first.health());
        ServerHealthTest.fallOf(second.health());

        assertThat(drawsOf(first, second, spare)).containsOnlyKeys(spare);
    }

    @Test
    void aServerThatWasTriedIsNotMetAgain() {
        Directory directory = new Directory(Affinity.NONE, List.of(first, second, spare));

        assertThat(directory.choose(0, List.of(first), null)).isSameAs(second);
        assertThat(directory.choose(0, List.of(first, second), null)).isSameAs(spare);
        assertThat(directory.choose(0, List.of(first, second, spare), null)).isNull();
    }

    @Test
    void whenNoneIsWellOneIsTriedAllTheSame() {
        for (Server server : List.of(first, second, spare)) {
            ServerHealthTest.fallOf(server.health());
        }
        Directory directory = new Directory(Affinity.NONE, List.of(first, second, spare));

        assertThat(directory.isServing()).isFalse();
        assertThat(drawsOf(first, second, spare)).containsOnlyKeys(first, second);
        assertThat(directory.choose(0, List.of(first, second), null)).isSameAs(spare);
        assertThat(directory.choose(0, List.of(first, second, spare), null)).isNull();
    }

    @Test
    void aServerThatIsWellGoesBeforeOneNotProbedYet() {
        Server unknown = server("dc5", 1);

        assertThat(drawsOf(unknown, spare)).containsOnlyKeys(spare);
        assertThat(drawsOf(unknown)).containsOnlyKeys(unknown);
    }

    @Test
    void ofTwoTheLessBusyIsTaken() {
        first.operationBegan();
        assertThat(drawsOf(first, second)).containsOnlyKeys(second);

        second.operationBegan();
        second.operationBegan();
        assertThat(drawsOf(first, second)).containsOnlyKeys(first);

        second.operationEnded();
        second.operationEnded();
        assertThat(drawsOf(first, second)).containsOnlyKeys(second);
    }

    @Test
    void idleServersAreDrawnByTheirWeight() {
        Server heavy = up(new FoundServer(new Endpoint("dc8", 389), 1, 900, ""));
        Server light = up(new FoundServer(new Endpoint("dc9", 389), 1, 100, ""));

        // Of two idle ones the first drawn is taken: nine times in ten the heavy one; the bounds are ten standard
        // deviations off.
        assertThat(drawsOf(heavy, light).get(heavy)).isBetween(DRAWS * 83L / 100, DRAWS * 97L / 100);
    }

    @Test
    void busyIsWhoHasMoreForItsWeight() {
        Server heavy = up(new FoundServer(new Endpoint("dc8", 389), 1, 3, ""));
        Server light = up(new FoundServer(new Endpoint("dc9", 389), 1, 1, ""));
        heavy.operationBegan();
        heavy.operationBegan();
        light.operationBegan();

        assertThat(drawsOf(heavy, light)).containsOnlyKeys(heavy);
        heavy.operationBegan();
        heavy.operationBegan();
        assertThat(drawsOf(heavy, light)).containsOnlyKeys(light);
    }

    @Test
    void theBusiestOfThreeIsNeverTaken() {
        first.operationBegan();

        assertThat(drawsOf(first, second, third)).containsOnlyKeys(second, third);
    }

    @Test
    void aServerThatCameBackGetsASmallShareAtFirst() {
        Server back = up("dc6", 1);
        ServerHealthTest.fallOf(back.health());
        ServerHealthTest.riseOf(back.health());

        Map<Server, Long> draws = drawsOf(first, back);

        // A tenth is its share where it is drawn first; far from these bounds by more than ten standard deviations.
        assertThat(draws.get(back)).isBetween(1L, DRAWS / 5L);
    }

    @Test
    void tellsPeopleWhatIsKnownOfEachServer() {
        ServerHealthTest.fallOf(second.health());

        assertThat(new Directory(Affinity.NONE, List.of(first, second)).describe())
                .isEqualTo("dc1:389 up, dc2:389 down (it is down)");
    }

    @Test
    void aServerOfAnotherDomainThanMostIsStrangeWhoeverAnswersFirst() {
        Directory directory = new Directory(Affinity.NONE, List.of(first, second, third, spare));
        first.serves("DC=other");
        assertThat(directory.domainMismatch(first)).isNull();

        second.serves("DC=corp,DC=example");
        third.serves("dc=corp,dc=example");
        assertThat(directory.domainMismatch(first))
                .isEqualTo("it serves DC=other, the others serve DC=corp,DC=example");
        assertThat(directory.domainMismatch(second)).isNull();
        assertThat(directory.domainMismatch(third)).isNull();
        assertThat(directory.domainMismatch(spare)).as("has not answered").isNull();
    }

    @Test
    void inATieTheFirstListedServerIsRight() {
        Directory directory = new Directory(Affinity.NONE, List.of(first, second));
        second.serves("DC=other");
        first.serves("DC=corp,DC=example");

        assertThat(directory.domainMismatch(first)).isNull();
        assertThat(directory.domainMismatch(second))
                .isEqualTo("it serves DC=other, the others serve DC=corp,DC=example");
    }

    @Test
    void aServerThatDrainsHasNoVoteAndIsNotJudged() {
        Directory directory = new Directory(Affinity.NONE, List.of(first, second));
        first.serves("DC=old");
        second.serves("DC=new");
        first.drain();

        assertThat(directory.domainMismatch(first)).isNull();
        assertThat(directory.domainMismatch(second)).isNull();
    }

    @Test
    void suspicionsComeWithTheServerTheyAreAbout() {
        StringBuilder heard = new StringBuilder();
        Server server = new Server(
                new FoundServer(new Endpoint("dc7", 636), 1),
                ServerHealthTest.health(Duration.ofHours(1)),
                (suspect, reason) -> heard.append(suspect).append(": ").append(reason));

        server.suspect("it is slow");

        assertThat(heard).hasToString("dc7:636: it is slow");
    }

    private static Map<Server, Long> drawsOf(Server... servers) {
        Directory directory = new Directory(Affinity.NONE, List.of(servers));
        return IntStream.range(0, DRAWS)
                .mapToObj(i -> directory.choose(0, List.of(), null))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static Server up(String host, int priority) {
        return up(new FoundServer(new Endpoint(host, 389), priority));
    }

    private static Server up(FoundServer found) {
        Server server = server(found);
        server.health().succeeded();
        return server;
    }

    private static Server server(String host, int priority) {
        return server(new FoundServer(new Endpoint(host, 389), priority));
    }

    private static Server server(FoundServer found) {
        return new Server(found, ServerHealthTest.health(Duration.ofHours(1)), (suspect, reason) -> {});
    }
}

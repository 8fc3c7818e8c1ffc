package io.dirgate.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectQueueTest {
    private final ConnectQueue queue = new ConnectQueue(2);
    private final List<String> told = new ArrayList<>();

    @Test
    void onlyAFewBeginAtOnceAndTheNextWhenOneIsDone() {
        enter("a", "b", "c", "d");
        assertThat(told).containsExactly("a begins", "b begins");
        queue.done(null);
        assertThat(told).endsWith("b begins", "c begins");
        queue.done(null);
        queue.done(null);
        enter("e");
        assertThat(told).endsWith("c begins", "d begins", "e begins");
    }

    @Test
    void oneFailureIsNobodyElses() {
        enter("a", "b", "c", "d");
        queue.done(new Loss(Loss.Kind.CONNECT_FAILED, "connection reset"));
        queue.done(new Loss(Loss.Kind.CONNECT_TIMEOUT, "no connection within 1000 ms"));
        assertThat(told).endsWith("c begins", "d begins");
    }

    @Test
    void thoseThatWaitNeedNotTryAServerThatLetsOthersWaitInVain() {
        enter("a", "b", "c", "d", "e");
        queue.done(new Loss(Loss.Kind.CONNECT_TIMEOUT, "no connection within 1000 ms"));
        assertThat(told).endsWith("b begins", "c begins");
        queue.done(new Loss(Loss.Kind.CONNECT_TIMEOUT, "no connection within 1000 ms"));
        assertThat(told).endsWith("c begins", "d lost notTried", "e lost notTried");
        enter("f");
        assertThat(told).endsWith("f begins");
    }

    @Test
    void aConnectionThatIsMadeSpeaksForTheServer() {
        enter("a", "b", "c", "d", "e");
        queue.done(new Loss(Loss.Kind.CONNECT_TIMEOUT, "no connection within 1000 ms"));
        queue.done(null);
        queue.done(new Loss(Loss.Kind.CONNECT_TIMEOUT, "no connection within 1000 ms"));
        assertThat(told).endsWith("c begins", "d begins", "e begins");
    }

    @Test
    void clientThatGivesUpSpeaksNotAgainstTheServer() {
        enter("a", "b", "c");
        queue.done(new Loss(Loss.Kind.CLOSED, "closed"));
        assertThat(told).endsWith("c begins");
    }

    private void enter(String... names) {
        for (String name : names) {
            queue.enter(loss -> told.add(
                    name + (loss == null ? " begins" : " lost " + loss.kind().label())));
        }
    }
}

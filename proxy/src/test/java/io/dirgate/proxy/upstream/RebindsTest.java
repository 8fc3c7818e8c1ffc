package io.dirgate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.backend.Servers;
import io.dirgate.proxy.observe.ProxyMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class RebindsTest {
    private static final BindRefusal WRONG = new BindRefusal(49, "data 52e");

    private final Rebinds rebinds = new Rebinds(ProxyMetrics.NONE);
    private final Server first = Servers.up("dc1");
    private final Server second = Servers.up("dc2");
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();

    @Test
    void onlyOneOfACredentialBindsAtATime() {
        Rebinds.Turn a = enter("a", "old", first);
        enter("b", "old", first);
        enter("c", "old", first);
        assertThat(told()).containsExactly("a: turn");

        a.leave();
        assertThat(told()).containsExactly("b: turn");
    }

    @Test
    void whenOneHasSucceededAllThatWaitGoOn() {
        Rebinds.Turn a = enter("a", "right", first);
        enter("b", "right", first);
        enter("c", "right", first);
        told();
        a.succeeded();
        assertThat(told()).containsExactly("b: turn", "c: turn");
    }

    @Test
    void firstRefusalEndsAllThatWaitAtAnyServer() {
        Rebinds.Turn a = enter("a", "old", first);
        enter("b", "old", first);
        enter("c", "old", second);
        enter("d", "old", second);
        told();
        a.refused(WRONG);
        assertThat(told()).containsExactlyInAnyOrder("b: stale", "c: stale", "d: stale");
    }

    @Test
    void aRefusedCredentialIsNeverTriedAgainUntilAClientHasBoundWithIt() {
        Rebinds.Turn a = enter("a", "old", first);
        told();
        a.refused(WRONG);
        enter("b", "old", second);
        assertThat(told()).containsExactly("b: stale");
        assertThat(rebinds.refusal(Binds.identity("SVC", "old"))).isEqualTo(WRONG);

        rebinds.accepted(Binds.identity("svc", "old"));
        assertThat(rebinds.refusal(Binds.identity("svc", "old"))).isNull();
        enter("c", "old", second);
        assertThat(told()).containsExactly("c: turn");
    }

    @Test
    void otherCredentialsDoNotWait() {
        Rebinds.Turn a = enter("a", "old", first);
        enter("b", "new", first);
        assertThat(told()).containsExactly("a: turn", "b: turn");
        a.refused(WRONG);
        assertThat(told()).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerIsWaitedForOnce() {
        Rebinds.Turn a = enter("a", "right", first);
        enter("b", "right", first);
        told();
        a.lost(new Loss(Loss.Kind.OPERATION_TIMEOUT, "no answer"));
        assertThat(told()).containsExactly("b: lost notTried");
    }

    @Test
    void aServerThatOnlyClosedIsTriedByTheNext() {
        Rebinds.Turn a = enter("a", "right", first);
        enter("b", "right", first);
        told();
        a.lost(new Loss(Loss.Kind.CLOSED, "closed"));
        assertThat(told()).containsExactly("b: turn");
    }

    @Test
    void whoLeavesIsToldNothingMoreAndKeepsNobodyWaiting() {
        Rebinds.Turn a = enter("a", "right", first);
        Rebinds.Turn b = enter("b", "right", first);
        enter("c", "right", first);
        b.leave();
        a.succeeded();
        assertThat(told()).containsExactly("c: turn");
    }

    private Rebinds.Turn enter(String session, String password, Server server) {
        return rebinds.enter(Binds.identity("svc", password), server, loop::add, new Rebinds.Waiter() {
            @Override
            public void onTurn() {
                told.add(session + ": turn");
            }

            @Override
            public void onStale(BindRefusal refusal) {
                told.add(session + ": stale");
            }

            @Override
            public void onServerLost(Loss loss) {
                told.add(session + ": lost " + loss.kind().label());
            }
        });
    }

    /** What the sessions have been told since the last call. */
    private List<String> told() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
        List<String> news = List.copyOf(told);
        told.clear();
        return news;
    }
}

package io.dirgate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.ScriptedServers;
import io.dirgate.proxy.backend.Server;
import io.netty.util.concurrent.Ticker;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ServerChoiceTest {
    private static final Loss LOSS = new Loss(Loss.Kind.CLOSED, "it closed");

    private final ScriptedServers servers = new ScriptedServers(Ticker.newMockTicker(), "dc1", "dc2");
    private final Server dc1 = servers.server("dc1");
    private final Server dc2 = servers.server("dc2");
    private final ServerChoice choice = new ServerChoice(servers.directory(), () -> 0);

    @Test
    void eachServerIsTriedOnceInEachAttempt() {
        for (int attempt = 0; attempt < 2; attempt++) {
            choice.begin();
            assertThat(choice.next()).isSameAs(dc1);
            assertThat(choice.next()).isSameAs(dc2);
            assertThat(choice.next()).isNull();
        }
    }

    @Test
    void theFirstArrivalIsNoMoveAndStayingIsNone() {
        assertThat(choice.arrived(dc1)).isNull();
        assertThat(choice.arrived(dc1)).isNull();
    }

    @Test
    void aMoveSaysWhy() {
        choice.arrived(dc1);
        choice.lost(dc1, LOSS, false);
        assertThat(choice.arrived(dc2)).isEqualTo(new ServerChoice.Move(dc1, dc2, LOSS));
        ServerChoice.Move back = Objects.requireNonNull(choice.arrived(dc1));
        assertThat(back.why().detail()).contains("the gateway closed the connection");
    }

    @Test
    void aSessionStaysAtItsServerAndGoesElsewhereIfThatCannotBeHad() {
        choice.arrived(dc2);
        choice.begin();
        assertThat(choice.next()).isSameAs(dc2);
        assertThat(choice.next()).isSameAs(dc1);
    }

    @Test
    void aSessionLeavesAServerThatIsDownOrDoesNotRespond() {
        choice.arrived(dc2);
        servers.responds("dc2", false);
        choice.begin();
        assertThat(choice.next()).isSameAs(dc1);

        choice.arrived(dc1);
        servers.responds("dc2", true);
        servers.takeDown("dc1");
        choice.begin();
        assertThat(choice.next()).isSameAs(dc2);
    }

    @Test
    void aServerThatWasLostWithRequestsIsTheLastToBeTried() {
        choice.arrived(dc1);
        choice.lost(dc1, LOSS, true);
        choice.begin();
        assertThat(choice.next()).isSameAs(dc2);
    }

    @Test
    void aServerThatWasLostWithoutRequestsMayBeTheNext() {
        choice.arrived(dc1);
        choice.lost(dc1, LOSS, false);
        choice.begin();
        assertThat(choice.next()).isSameAs(dc1);
    }

    @Test
    void aTiedSessionHasNoOtherServer() {
        choice.arrived(dc1);
        choice.tie();
        servers.takeDown("dc1");
        choice.begin();
        assertThat(choice.next()).isSameAs(dc1);
        assertThat(choice.next()).isNull();
    }
}

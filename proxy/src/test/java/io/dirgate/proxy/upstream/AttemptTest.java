package io.dirgate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.ScriptedServers;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class AttemptTest implements Attempt.Asker {
    private static final Loss BEFORE = new Loss(Loss.Kind.CLOSED, "before");

    private final MockTicker clock = Ticker.newMockTicker();
    private final ScriptedServers servers = new ScriptedServers(clock, "dc1", "dc2");
    private final EmbeddedChannel client =
            EmbeddedChannel.builder().ticker(clock).build();
    private final Rebinds rebinds = new Rebinds(ProxyMetrics.NONE);
    private final List<String> told = new ArrayList<>();
    private final Attempt attempt =
            new Attempt(this, new ServerChoice(servers.directory(), () -> 0), client.eventLoop(), rebinds);
    private @Nullable Identity identity;
    private @Nullable BackendConnection ready;
    private int binds;

    @AfterEach
    void stop() {
        client.finishAndReleaseAll();
        servers.close();
    }

    @Test
    void aConnectionIsMadeToTheFirstServer() {
        begin();
        assertThat(attempt.isUnderWay()).isTrue();
        assertThat(attempt.awaitedServer()).isSameAs(servers.server("dc1"));
        accept();
        assertThat(told).containsExactly("awaiting", "ready dc1:389");
        assertThat(attempt.isUnderWay()).isFalse();
        assertThat(attempt.awaitedServer()).isNull();
    }

    @Test
    void aServerThatCannotBeHadIsFollowedByTheNext() {
        begin();
        servers.next().fail(Loss.Kind.CONNECT_FAILED);
        accept();
        assertThat(told).containsExactly("awaiting", "failed dc1:389 connectFailed", "awaiting", "ready dc2:389");
    }

    @Test
    void theAskerHearsWhenNoneIsLeft() {
        begin();
        servers.next().fail(Loss.Kind.CONNECT_FAILED);
        servers.next().fail(Loss.Kind.TLS_FAILED);
        assertThat(told).doesNotContain("none left tlsFailed");
        settle();
        assertThat(told).endsWith("failed dc2:389 tlsFailed", "none left tlsFailed");
        assertThat(attempt.isUnderWay()).isFalse();
    }

    @Test
    void anAttemptThatWasGivenUpSaysNothing() {
        begin();
        Peer dc1 = servers.next();
        attempt.cancel();
        settle();
        assertThat(dc1.isClosed()).isTrue();
        assertThat(told).containsExactly("awaiting");

        begin();
        servers.next().fail(Loss.Kind.CONNECT_FAILED);
        servers.next().fail(Loss.Kind.CONNECT_FAILED);
        attempt.cancel();
        settle();
        assertThat(told).noneMatch(line -> line.startsWith("none left"));
    }

    @Test
    void theBindIsRepeatedFirst() {
        Peer dc1 = rebinding();
        assertThat(dc1.received()).containsExactly("7 bind cn=u1 secret");
        assertThat(attempt.awaitedServer()).isNotNull();
        dc1.send("7 bindDone 0");
        assertThat(told).containsExactly("awaiting", "awaiting", "ready dc1:389");
    }

    @Test
    void aRefusedBindIsTriedNowhereElseNorForAnotherSession() {
        rebinding().send("7 bindDone 49 data 52e");
        assertThat(told).last().isEqualTo("rebind refused 49");
        assertThat(servers.isIdle()).as("no other server is asked").isTrue();
        attempt.cancel();

        identity = Binds.identity("cn=u1", "secret");
        begin();
        accept();
        assertThat(told).last().isEqualTo("stale 49");
    }

    @Test
    void aServerThatIsTooBusyToBindIsFollowedByTheNext() {
        for (int code : new int[] {51, 52}) {
            rebinding().send("7 bindDone " + code);
            settle();
            assertThat(told).contains("failed dc1:389 rebindPostponed");
            accept().send("7 bindDone 0");
            assertThat(told).last().isEqualTo("ready dc2:389");
            told.clear();
            servers.responds("dc1", true);
            attempt.cancel();
            if (ready != null) {
                ready.close();
            }
        }
    }

    @Test
    void aBindWithoutAnAnswerIsWaitedForTenSeconds() {
        rebinding();
        clock.advance(10, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();
        settle();
        assertThat(told).contains("failed dc1:389 operationTimeout");
        assertThat(servers.next().host()).isEqualTo("dc2");
    }

    @Test
    void aBindThatTheClientHasReplacedMeanwhileIsNotSaidAgain() {
        identity = Binds.identity("cn=u1", "secret");
        begin();
        identity = null;
        accept();
        assertThat(told).last().isEqualTo("ready dc1:389");
    }

    @Test
    void aServerThatSaysGoodbyeIsFollowedByTheNext() {
        Peer dc1 = rebinding();
        dc1.send("0 notice 52");
        settle();
        assertThat(told).contains("failed dc1:389 noticeOfDisconnection");
    }

    @Test
    void anythingElseUnsolicitedIsNotHeard() {
        Peer dc1 = rebinding();
        dc1.send("0 extendedDone 0");
        dc1.send("7 bindDone 0");
        assertThat(told).last().isEqualTo("ready dc1:389");
    }

    @Test
    void anAnswerThatNobodyAskedForLosesTheServer() {
        Peer dc1 = rebinding();
        dc1.send("9 searchDone 0");
        settle();
        assertThat(told).contains("failed dc1:389 malformed");
    }

    @Test
    void aFreeConnectionIsHadAtOnceForABind() {
        begin();
        Peer dc1 = accept();
        told.clear();
        binds = 2;
        attempt.begin(BEFORE, new Free());
        assertThat(told).containsExactly("awaiting", "ready dc1:389");
        assertThat(dc1.isClosed()).isFalse();
    }

    @Test
    void aFreeConnectionIsClosedIfItsClientNoLongerBegins() {
        begin();
        Peer dc1 = accept();
        told.clear();
        binds = 1;
        attempt.begin(BEFORE, new Free());
        settle();
        assertThat(dc1.isClosed()).isTrue();
        accept();
        assertThat(told).containsExactly("awaiting", "awaiting", "ready dc1:389");
    }

    /** Has the connection that was ready last. */
    private final class Free implements UpstreamProvider {
        @Override
        public @Nullable BackendConnection takeFree(EventLoop loop, Server server, BackendConnection.Owner owner) {
            if (ready != null) {
                ready.handTo(owner);
            }
            return ready;
        }

        @Override
        public BackendConnection connect(EventLoop loop, Server server, BackendConnection.Owner owner) {
            return servers.connect(loop, server, owner);
        }

        @Override
        public void giveBack(BackendConnection connection) {
            servers.giveBack(connection);
        }
    }

    private void begin() {
        attempt.begin(BEFORE, servers);
    }

    private Peer accept() {
        Peer peer = servers.next().accept();
        settle();
        return peer;
    }

    /** A connection on which the session's bind is repeated. */
    private Peer rebinding() {
        identity = Binds.identity("cn=u1", "secret");
        begin();
        return accept();
    }

    private void settle() {
        client.runPendingTasks();
        servers.settle();
        client.runPendingTasks();
    }

    @Override
    public @Nullable Identity identityToRestore() {
        return identity;
    }

    /** As often as {@link #binds} says. */
    @Override
    public boolean beginsWithBind() {
        return binds-- > 0;
    }

    @Override
    public void onAwaiting() {
        told.add("awaiting");
    }

    @Override
    public void onReady(BackendConnection connection) {
        ready = connection;
        told.add("ready " + connection.server().name());
    }

    @Override
    public void onFailed(Server server, Loss loss) {
        told.add("failed " + server.name() + " " + loss.kind().label());
    }

    @Override
    public void onNoneLeft(Loss last) {
        told.add("none left " + last.kind().label());
    }

    @Override
    public void onRebindRefused(BindRefusal refusal) {
        told.add("rebind refused " + refusal.code());
    }

    @Override
    public void onStaleCredential(BindRefusal refusal) {
        told.add("stale " + refusal.code());
    }
}

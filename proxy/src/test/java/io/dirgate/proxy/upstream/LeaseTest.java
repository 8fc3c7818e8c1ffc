package io.dirgate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.BackendConnection;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.ScriptedServers;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapText;
import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(NoLeaks.class)
class LeaseTest implements Lease.Holder {
    private final MockTicker clock = Ticker.newMockTicker();
    private final ScriptedServers servers = new ScriptedServers(clock, "dc1");
    private final Server dc1 = servers.server("dc1");
    private final EmbeddedChannel client =
            EmbeddedChannel.builder().ticker(clock).build();
    private final List<String> told = new ArrayList<>();
    private final Lease lease = new Lease(this);

    @AfterEach
    void stop() {
        client.finishAndReleaseAll();
        servers.close();
    }

    @Test
    void whatIsWrittenIsSentOnceItIsFlushed() {
        Peer peer = take();
        lease.write(message("1 search dc=x"));
        assertThat(peer.received()).isEmpty();
        assertThat(lease.flush()).isTrue();
        assertThat(peer.received()).containsExactly("1 search dc=x");
        assertThat(lease.flush()).isFalse();
    }

    @Test
    void withoutAConnectionNothingIsWrittenAndNothingIsKept() {
        ByteBuf bytes = message("1 search dc=x");
        lease.write(bytes);
        assertThat(bytes.refCnt()).isZero();
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.flush()).isFalse();
        assertThat(lease.isWritable()).isFalse();
        assertThat(lease.isMidResponse()).isFalse();
        assertThat(lease.isInClear()).isFalse();
        lease.passLayer();
        lease.lose(new Loss(Loss.Kind.CLOSED, ""));
        lease.close();
        lease.release(servers, false);
        assertThat(told).isEmpty();
        assertThat(servers.givenBack()).isZero();
    }

    @Test
    void responsesAreTheHoldersAndWhatIsUnsolicitedIsTheClients() {
        Peer peer = take();
        peer.send("1 searchDone 0", "0 extendedDone 0");
        assertThat(told).containsExactly("response 1", "bytes 1 searchDone 0; 0 extendedDone 0", "read");
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void aGoodbyeEndsTheLeaseOnceAllThatCameWithItIsHeard() {
        Peer peer = take();
        peer.send("0 notice 52", "1 searchDone 0");
        servers.settle();
        assertThat(told)
                .containsExactly("response 1", "bytes 1 searchDone 0", "read", "lost dc1:389 noticeOfDisconnection");
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void bytesThatAreNoLdapEndTheLease() {
        take().send(new byte[] {1, 2, 3, 4, 5});
        servers.settle();
        assertThat(told).last().isEqualTo("lost dc1:389 malformed");
    }

    @Test
    void aServerThatClosesInTheMiddleOfAResponseIsLostThere() {
        Peer peer = take();
        peer.sendInPart("1 entry cn=a description=" + "x".repeat(400_000));
        assertThat(lease.isMidResponse()).isTrue();
        peer.hangUp();
        assertThat(told).last().isEqualTo("lost dc1:389 closed in the middle of a response");
    }

    @Test
    void aConnectionAtRestIsGivenBack() {
        take();
        lease.release(servers, false);
        assertThat(servers.givenBack()).isOne();
        assertThat(lease.isHeld()).isFalse();
    }

    static Stream<BiConsumer<Lease, Peer>> traces() {
        return Stream.of(
                (lease, peer) -> lease.taint(),
                (lease, peer) -> peer.sendInPart("1 entry cn=a description=" + "x".repeat(400_000)),
                (lease, peer) -> peer.hangUp());
    }

    @ParameterizedTest
    @MethodSource("traces")
    void aConnectionWithATraceOfTheSessionIsClosed(BiConsumer<Lease, Peer> trace) {
        Peer peer = take();
        trace.accept(lease, peer);
        lease.release(servers, false);
        servers.settle();
        assertThat(servers.givenBack()).isZero();
        assertThat(peer.isClosed()).isTrue();
    }

    @Test
    void aConnectionThatOwesAnAnswerIsClosed() {
        Peer peer = take();
        lease.release(servers, true);
        servers.settle();
        assertThat(servers.givenBack()).isZero();
        assertThat(peer.isClosed()).isTrue();
    }

    @Test
    void theNextConnectionHasNoTraceOfTheLast() {
        take();
        lease.taint();
        lease.close();
        take();
        lease.release(servers, false);
        assertThat(servers.givenBack()).isOne();
    }

    @Test
    void theHolderHearsOfTheServersPaceAndJudgesItsSilence() {
        take();
        lease.onWritabilityChanged(Objects.requireNonNull(lease.connection()));
        assertThat(told).containsExactly("writable true");
        assertThat(lease.isOverdue(Duration.ofSeconds(1))).isTrue();
        assertThat(lease.isOverdue(Duration.ofSeconds(3))).isFalse();
        assertThat(lease.isInClear()).isTrue();
    }

    private Peer take() {
        BackendConnection connection = servers.connect(client.eventLoop(), dc1, lease);
        Peer peer = servers.next().accept();
        lease.take(connection);
        return peer;
    }

    private static ByteBuf message(String line) {
        return Unpooled.wrappedBuffer(LdapText.encode(line));
    }

    @Override
    public Fate onResponse(LdapEnvelope envelope, ByteBuf in) {
        told.add("response " + envelope.messageId());
        return Fate.PASS;
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        byte[] all = ByteBufUtil.getBytes(bytes);
        bytes.release();
        if (LdapText.wholeMessages(all) == all.length) {
            told.add("bytes " + String.join("; ", LdapText.describe(all)));
        }
    }

    @Override
    public void onResponsesRead() {
        told.add("read");
    }

    @Override
    public void onLost(Server server, Loss loss, boolean midResponse) {
        told.add("lost " + server.name() + " " + loss.kind().label()
                + (midResponse ? " in the middle of a response" : ""));
    }

    @Override
    public void onWritabilityChanged() {
        told.add("writable " + lease.isWritable());
    }

    @Override
    public boolean isOverdue(Duration time) {
        return time.toSeconds() < 2;
    }
}

package io.dirgate.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.discovery.FoundServer;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class BackendHandlerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Waiting owner = new Waiting();
    private final BackendConnection connection;

    BackendHandlerTest() {
        Server server = new Server(
                new FoundServer(new Endpoint("dc1", 389), 1),
                ServerHealthTest.health(Duration.ZERO),
                (suspect, reason) -> {});
        connection = new BackendConnection(channel.eventLoop(), server, channel, owner);
        channel.freezeTime();
        channel.pipeline().addLast(connection.decoder(), new BackendHandler(connection, TIMEOUT));
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void looksTenTimes() {
        assertThat(BackendHandler.tick(TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aWholeTimeOutOfSilenceLosesAnOverdueConnection() {
        silence(9, true);
        assertThat(owner.lost).isNull();

        silence(1, false);
        assertThat(owner.lost).isEqualTo(Loss.Kind.OPERATION_TIMEOUT);
    }

    @Test
    void whatIsReadEndsTheSilence() {
        silence(9, true);
        silence(9, true);
        assertThat(owner.lost).isNull();
    }

    @Test
    void silenceThatNothingWaitsForIsNoLoss() {
        owner.overdue = false;
        silence(30, true);
        assertThat(owner.lost).isNull();

        owner.overdue = true;
        silence(1, false);
        assertThat(owner.lost).isEqualTo(Loss.Kind.OPERATION_TIMEOUT);
    }

    @Test
    void aServerThatIsNotReadIsNotSilent() {
        channel.config().setAutoRead(false);
        silence(30, true);
        channel.config().setAutoRead(true);
        silence(9, false);
        assertThat(owner.lost).isNull();

        silence(1, false);
        assertThat(owner.lost).isEqualTo(Loss.Kind.OPERATION_TIMEOUT);
    }

    @Test
    void aBindIsZeroedOnceItIsWritten() {
        ByteBuf bind = Unpooled.wrappedBuffer(new byte[] {0x30, 3, 2, 1, 1});
        LdapFrame frame = new LdapFrame(LdapOp.BIND, 1, bind, 0, 2, 5, 5, null);
        connection.write(frame);
        assertThat(bind.getByte(0)).isEqualTo((byte) 0x30);

        connection.flush();
        ByteBuf written = channel.readOutbound();
        assertThat(ByteBufUtil.getBytes(written)).isEqualTo(new byte[5]);
        written.release();
        frame.release();
    }

    /** @param justRead true if something was read just before */
    private void silence(int ticks, boolean justRead) {
        if (justRead) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0x30}));
            tick();
        }
        for (int i = 0; i < ticks; i++) {
            tick();
        }
    }

    private void tick() {
        channel.advanceTimeBy(BackendHandler.tick(TIMEOUT).toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    /** It has asked long ago. */
    private static final class Waiting implements BackendConnection.Owner {
        private boolean overdue = true;
        private Loss.@Nullable Kind lost;

        @Override
        public boolean isOverdue(Duration time) {
            return overdue && time.equals(TIMEOUT);
        }

        @Override
        public void onLost(BackendConnection connection, Loss loss) {
            lost = loss.kind();
        }

        @Override
        public void onConnected(BackendConnection connection) {
            throw new AssertionError();
        }

        @Override
        public void onWritabilityChanged(BackendConnection connection) {
            throw new AssertionError();
        }

        @Override
        public Fate onResponse(LdapEnvelope envelope, ByteBuf in) {
            throw new AssertionError();
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            throw new AssertionError();
        }

        @Override
        public void onReadComplete() {
            // Of a response's first bytes.
        }

        @Override
        public void onMalformed(LdapProtocolException reason) {
            throw new AssertionError();
        }
    }
}

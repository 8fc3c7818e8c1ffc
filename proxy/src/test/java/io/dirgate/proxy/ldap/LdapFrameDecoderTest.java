package io.dirgate.proxy.ldap;

import static io.dirgate.proxy.ldap.Messages.hex;
import static io.dirgate.proxy.ldap.Messages.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.AbandonRequestProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.UnbindRequestProtocolOp;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NettyLeakDetectorExtension.class)
class LdapFrameDecoderTest {
    private static final int LIMIT = 100_000;
    private static final long MEMORY = 200_000;

    private static final byte[] SEARCH = Messages.search(2, "dc=example", SearchScope.SUB, "(cn=a)");
    private static final List<byte[]> REQUESTS = List.of(
            Messages.message(1, new BindRequestProtocolOp("cn=a", "secret")),
            Messages.search(200, "dc=example", SearchScope.SUB, "(&(cn=a)(sn=*))", new SimplePagedResultsControl(100)),
            Messages.message(70_000, new CompareRequestProtocolOp("cn=a", "sn", new ASN1OctetString("x".repeat(300)))),
            Messages.message(4, new DeleteRequestProtocolOp("cn=a,dc=example")),
            hex("308400000006 020105 500104"),
            Messages.message(6, new ExtendedRequestProtocolOp(LdapReplies.START_TLS, null)),
            Messages.message(7, new AbandonRequestProtocolOp(200)),
            Messages.message(Integer.MAX_VALUE, new UnbindRequestProtocolOp()));

    private final RequestMemory memory = new RequestMemory(MEMORY);
    private final LdapFrameDecoder decoder = new LdapFrameDecoder(LIMIT, memory);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    private final List<Object> events = new ArrayList<>();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void requestsAreTheSameWhereverTheStreamIsSplit() {
        byte[] stream = join(REQUESTS.toArray(new byte[0][]));
        for (int split = 0; split <= stream.length; split++) {
            write(Arrays.copyOfRange(stream, 0, split));
            write(Arrays.copyOfRange(stream, split, stream.length));
            expectAllRequests();
        }
    }

    @Test
    void requestsAreTheSameByteByByte() {
        for (byte b : join(REQUESTS.toArray(new byte[0][]))) {
            write(new byte[] {b});
        }
        expectAllRequests();
    }

    @Test
    void aFrameKnowsItsOperation() {
        write(REQUESTS.get(1));

        LdapFrame frame = channel.readInbound();
        assertThat(frame.op()).isEqualTo(LdapOp.SEARCH);
        assertThat(frame.messageId()).isEqualTo(200);
        assertThat(frame.length()).isEqualTo(REQUESTS.get(1).length);
        assertThat(frame.buffer().getUnsignedByte(frame.opStart())).isEqualTo((short) Ber.OCTET_STRING);
        assertThat(frame.buffer().getUnsignedByte(frame.opEnd())).isEqualTo((short) Ber.CONTROLS);
        frame.release();
    }

    @ParameterizedTest
    @CsvSource({
        "3006 020100 500101, message id 0 in a request",
        "300c 020101 6507 0a010004000400, no LDAP request has tag 0x65",
        "3005 020101 7f00, no LDAP request has tag 0x7f",
        "160301, not an LDAP message: it begins with a TLS handshake",
        "3080 020101, indefinite BER length",
    })
    void whatIsNoRequestEndsTheDecodingButNotWhatCameBefore(String bytes, String why) {
        assertThatThrownBy(() -> write(join(SEARCH, hex(bytes), SEARCH)))
                .isInstanceOfSatisfying(LdapProtocolException.class, e -> assertThat(e.resultCode())
                        .isEqualTo(ResultCode.PROTOCOL_ERROR))
                .hasMessage(why);
        write(SEARCH);

        expect(SEARCH);
        assertThat(channel.<Object>readInbound()).isNull();
    }

    @Test
    void aRequestOverTheLimitIsRefusedByItsLengthAlone() {
        byte[] tooLong = Messages.search(3, "o=" + "x".repeat(LIMIT), SearchScope.SUB, "(cn=a)");

        assertThatThrownBy(() -> write(Arrays.copyOf(tooLong, 16)))
                .isInstanceOfSatisfying(LdapProtocolException.class, e -> assertThat(e.resultCode())
                        .isEqualTo(ResultCode.UNWILLING_TO_PERFORM))
                .hasMessage("request of " + tooLong.length + " bytes is over the limit of " + LIMIT);
    }

    @Test
    void aRequestAtTheLimitIsTakenAndTheLimitCanGrow() {
        byte[] larger = Messages.search(3, "o=" + "x".repeat(LIMIT), SearchScope.SUB, "(cn=a)");
        decoder.maxRequestSize(SEARCH.length);
        write(SEARCH);
        decoder.maxRequestSize(larger.length);
        write(larger);

        expect(SEARCH);
        expect(larger);
    }

    @Test
    void whatArrivedBehindARequestCanBeDiscardedOnItsArrival() {
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (((LdapFrame) message).op() == LdapOp.EXTENDED) {
                    decoder.discardArrived();
                }
                ctx.fireChannelRead(message);
            }
        });
        byte[] startTls = REQUESTS.get(5);

        write(join(SEARCH, startTls, SEARCH, Arrays.copyOf(SEARCH, 5)));
        write(SEARCH);

        expect(SEARCH);
        expect(startTls);
        expect(SEARCH);
        assertThat(channel.<Object>readInbound()).isNull();
    }

    @Test
    void aSecurityLayersBytesPassAsTheyAre() {
        byte[] wrapped = hex("00000004 deadbeef");
        decoder.expectSecurityLayer();
        write(wrapped);
        write(SEARCH);

        assertThat(Messages.bytes(channel.readInbound())).isEqualTo(wrapped);
        assertThat(Messages.bytes(channel.readInbound())).isEqualTo(SEARCH);
    }

    @Test
    void withoutASecurityLayerRequestsGoOn() {
        decoder.expectSecurityLayer();
        write(Arrays.copyOf(SEARCH, 1));
        write(Arrays.copyOfRange(SEARCH, 1, SEARCH.length));
        write(REQUESTS.get(0));

        expect(SEARCH);
        expect(REQUESTS.get(0));
    }

    @Test
    void whatArrivesWhilePausedWaitsForItsTurn() {
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                decoder.pause();
                ctx.fireChannelRead(message);
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event);
            }
        });

        write(join(SEARCH, REQUESTS.get(0), REQUESTS.get(3)));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        expect(SEARCH);
        assertThat(channel.<Object>readInbound()).isNull();
        decoder.resume();
        expect(REQUESTS.get(0));
        assertThat(channel.<Object>readInbound()).isNull();
        decoder.resume();
        expect(REQUESTS.get(3));
        assertThat(events).containsExactly(ChannelInputShutdownEvent.INSTANCE);
    }

    @Test
    void aRequestTakesMemoryAsItArrivesAndUntilItsRelease() {
        byte[] large = Messages.search(2, "x".repeat(50_000), SearchScope.SUB, "(cn=a)");
        write(Arrays.copyOf(large, 100));
        assertThat(memory.used()).isZero();
        write(Arrays.copyOfRange(large, 100, 20_000));
        assertThat(memory.used()).isBetween(20_000L, 23_000L);
        write(Arrays.copyOfRange(large, 20_000, large.length));

        LdapFrame frame = channel.readInbound();
        assertThat(frame.isAdmitted()).isTrue();
        assertThat(memory.used()).isBetween(50_000L, 53_000L);
        frame.release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void requestsThatAreOnlyAnnouncedShutNobodyOut() {
        byte[] announced = Arrays.copyOf(Messages.search(2, "x".repeat(90_000), SearchScope.SUB, "(cn=a)"), 14);
        List<EmbeddedChannel> flood = new ArrayList<>();
        for (int i = 0; i < 158; i++) {
            EmbeddedChannel one = new EmbeddedChannel(new LdapFrameDecoder(LIMIT, memory));
            one.writeInbound(one.alloc().buffer().writeBytes(announced));
            flood.add(one);
        }

        write(Messages.search(3, "x".repeat(5_000), SearchScope.SUB, "(cn=a)"));

        LdapFrame frame = channel.readInbound();
        assertThat(frame.isAdmitted()).isTrue();
        frame.release();
        flood.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @Test
    void strangersThatFillTheMemoryLeaveRoomForALargeRequestOfABoundClient() {
        byte[] large = Messages.search(2, "x".repeat(30_000), SearchScope.SUB, "(cn=a)");
        List<LdapFrame> held = new ArrayList<>();
        for (boolean room = true; room; room = held.get(held.size() - 1).isAdmitted()) {
            EmbeddedChannel one = new EmbeddedChannel(new LdapFrameDecoder(LIMIT, memory));
            one.writeInbound(one.alloc().buffer().writeBytes(large));
            held.add(one.readInbound());
        }

        decoder.bound(true);
        write(large);

        LdapFrame frame = channel.readInbound();
        assertThat(frame.isAdmitted()).isTrue();
        frame.release();
        held.forEach(LdapFrame::release);
        assertThat(memory.used()).isZero();
    }

    @Test
    void aRequestForWhichNoMemoryIsLeftEndsTheDecodingWithBusyWhileItArrives() {
        byte[] large = Messages.search(2, "x".repeat(80_000), SearchScope.SUB, "(cn=a)");
        write(large);
        LdapFrame first = channel.readInbound();
        write(Arrays.copyOf(large, 5_000));

        assertThatThrownBy(() -> write(Arrays.copyOfRange(large, 5_000, 40_000)))
                .isInstanceOfSatisfying(LdapProtocolException.class, e -> assertThat(e.resultCode())
                        .isEqualTo(ResultCode.BUSY));
        first.release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void aRequestOfALargePartOfTheMemoryIsTakenHoweverItsBytesCome() {
        byte[] large = Messages.search(2, "x".repeat(90_000), SearchScope.SUB, "(cn=a)");
        decoder.bound(true);
        RequestMemory.Share stranger = memory.share();
        assertThat(stranger.grow(0, 40_000)).isTrue();
        for (int at = 0; at < large.length; at += 1_000) {
            write(Arrays.copyOfRange(large, at, Math.min(at + 1_000, large.length)));
        }

        LdapFrame frame = channel.readInbound();
        assertThat(frame.isAdmitted()).isTrue();
        frame.release();
        stranger.giveBack(40_000);
    }

    @Test
    void aSmallRequestForWhichNoMemoryIsLeftComesUnadmitted() {
        for (int i = 0; i < MEMORY / 2 / RequestMemory.EACH; i++) {
            write(SEARCH);
        }
        List<LdapFrame> frames = frames();

        assertThat(frames.get(0).isAdmitted()).isTrue();
        assertThat(frames.get(frames.size() - 1).isAdmitted()).isFalse();
        frames.forEach(LdapFrame::release);
        assertThat(memory.used()).isZero();
    }

    @Test
    void whoFillsTheMemoryDoesNotShutOutWhoHoldsLittle() {
        for (int i = 0; i < MEMORY / RequestMemory.EACH; i++) {
            write(SEARCH);
        }
        RequestMemory.Share other = memory.share();
        assertThat(other.grow(0, SEARCH.length)).isTrue();
        other.giveBack(SEARCH.length);
        frames().forEach(LdapFrame::release);
    }

    @Test
    void aRequestThatNeverArrivesWholeGivesItsShareBack() {
        write(Arrays.copyOf(Messages.search(2, "x".repeat(50_000), SearchScope.SUB, "(cn=a)"), 10_000));
        assertThat(memory.used()).isPositive();
        channel.close();
        assertThat(memory.used()).isZero();
    }

    private List<LdapFrame> frames() {
        List<LdapFrame> frames = new ArrayList<>();
        for (LdapFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.add(frame);
        }
        return frames;
    }

    private void write(byte[] bytes) {
        ByteBuf in = channel.alloc().buffer(Math.max(1, bytes.length)).writeBytes(bytes);
        channel.writeInbound(in);
    }

    private void expect(byte[] request) {
        LdapFrame frame = channel.readInbound();
        assertThat(Messages.framed(frame)).isEqualTo(request);
    }

    private void expectAllRequests() {
        List<LdapOp> ops = new ArrayList<>();
        List<Integer> ids = new ArrayList<>();
        for (byte[] request : REQUESTS) {
            LdapFrame frame = channel.readInbound();
            ops.add(frame.op());
            ids.add(frame.messageId());
            assertThat(Messages.framed(frame)).isEqualTo(request);
        }
        assertThat(ops)
                .containsExactly(
                        LdapOp.BIND,
                        LdapOp.SEARCH,
                        LdapOp.COMPARE,
                        LdapOp.DELETE,
                        LdapOp.ABANDON,
                        LdapOp.EXTENDED,
                        LdapOp.ABANDON,
                        LdapOp.UNBIND);
        assertThat(ids).containsExactly(1, 200, 70_000, 4, 5, 6, 7, Integer.MAX_VALUE);
        assertThat(channel.<Object>readInbound()).isNull();
    }
}

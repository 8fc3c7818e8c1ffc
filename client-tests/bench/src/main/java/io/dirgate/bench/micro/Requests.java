package io.dirgate.bench.micro;

import io.dirgate.proxy.ldap.FilterShape;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.RequestMemory;
import io.dirgate.proxy.ldap.RequestView;
import io.dirgate.proxy.ldap.Utf8Text;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A search request: its envelope, its frame, and what the access log wants to know of it. */
@State(Scope.Thread)
public class Requests {
    private static final int LIMIT = 1_024;

    private final ByteBuf search = Messages.search();
    private final LdapEnvelope envelope = new LdapEnvelope();
    private final Utf8Text text = new Utf8Text();
    private final EmbeddedChannel decoder =
            new EmbeddedChannel(new LdapFrameDecoder(1 << 20, new RequestMemory(1 << 30)), new Releasing());
    private final EmbeddedChannel nothing = new EmbeddedChannel(new Releasing());
    private LdapFrame frame = new LdapFrame(LdapOp.SEARCH, 0, search, 0, 0, 0, 0, null);

    @Setup
    public void readOnce() throws LdapProtocolException {
        envelope.read(search, 0, search.writerIndex());
        frame = new LdapFrame(
                LdapOp.SEARCH,
                envelope.messageId(),
                search,
                0,
                envelope.opStart(),
                envelope.opEnd(),
                search.writerIndex(),
                null);
    }

    @Benchmark
    public boolean envelope() throws LdapProtocolException {
        return envelope.read(search, 0, search.writerIndex());
    }

    /** Through the pipeline's decoder; {@link #pipelineAlone} is what the pipeline takes of it. */
    @Benchmark
    public void frame() {
        decoder.pipeline().fireChannelRead(search.retainedDuplicate());
        decoder.pipeline().fireChannelReadComplete();
    }

    @Benchmark
    public void pipelineAlone() {
        nothing.pipeline().fireChannelRead(search.retainedDuplicate());
        nothing.pipeline().fireChannelReadComplete();
    }

    @Benchmark
    public int baseAndScope() throws LdapProtocolException {
        return RequestView.scope(frame, RequestView.searchBase(frame, text, LIMIT));
    }

    @Benchmark
    public int filterShape() throws LdapProtocolException {
        int start = RequestView.searchBase(frame, text, LIMIT);
        FilterShape.write(frame, RequestView.filterStart(frame, start), text, LIMIT);
        return text.length();
    }

    private static final class Releasing extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof LdapFrame decoded) {
                decoded.release();
            } else {
                ((ByteBuf) message).release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            // The embedded channel would keep count.
        }
    }
}

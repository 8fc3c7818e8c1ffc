package io.dirgate.bench.micro;

import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The answers that one read from the directory server brings: bytes allocated must not grow with the entries. */
@State(Scope.Thread)
public class Responses {
    /** Entries of 1 KB before the result. */
    @Param({"1", "10", "60"})
    public int entries;

    private final ByteBuf read = Unpooled.directBuffer();
    private final Counter counter = new Counter();
    private final EmbeddedChannel decoder = new EmbeddedChannel(new ResponseDecoder(counter));

    @Setup
    public void fill() {
        for (int i = 0; i < entries; i++) {
            read.writeBytes(Messages.entry());
        }
        read.writeBytes(Messages.done());
    }

    @Benchmark
    public int relay() {
        decoder.pipeline().fireChannelRead(read.retainedDuplicate());
        decoder.pipeline().fireChannelReadComplete();
        return counter.seen;
    }

    private static final class Counter implements ResponseDecoder.Sink {
        private int seen;

        @Override
        public ResponseDecoder.Fate onResponse(LdapEnvelope envelope, ByteBuf in) {
            seen++;
            return ResponseDecoder.Fate.PASS;
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            bytes.release();
        }

        @Override
        public void onReadComplete() {
            // Nothing to flush.
        }

        @Override
        public void onMalformed(LdapProtocolException reason) {
            throw new IllegalStateException(reason);
        }
    }
}

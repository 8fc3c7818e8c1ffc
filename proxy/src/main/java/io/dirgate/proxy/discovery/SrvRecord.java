package io.dirgate.proxy.discovery;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import java.util.Locale;

/**
 * The location of a service (RFC 2782).
 *
 * @param target host name in lower case without the root's dot; empty if the record states that the service does not
 *     exist
 */
record SrvRecord(int priority, int weight, int port, String target, long timeToLive) {
    private static final int FIXED_PART = 6;

    /** @throws CorruptedFrameException if the record is too short or its name is invalid */
    static SrvRecord read(DnsRawRecord raw) {
        ByteBuf content = raw.content().duplicate();
        if (content.readableBytes() <= FIXED_PART) {
            throw new CorruptedFrameException("an SRV record of " + content.readableBytes() + " bytes");
        }
        int priority = content.readUnsignedShort();
        int weight = content.readUnsignedShort();
        int port = content.readUnsignedShort();
        String name = DefaultDnsRecordDecoder.decodeName(content).toLowerCase(Locale.ROOT);
        return new SrvRecord(priority, weight, port, name.substring(0, name.length() - 1), raw.timeToLive());
    }

    /**
     * The record's share. A weight of zero means "a very small chance of being selected" beside other records: less
     * than a hundredth of the share of weight 1. If all weights are zero, all shares are equal.
     */
    int share() {
        return weight == 0 ? 1 : weight * 100;
    }
}

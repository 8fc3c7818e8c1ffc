package io.dirgate.proxy.client;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The client's address: the address in a trusted PROXY header, otherwise the peer address of the connection. */
public final class ClientAddress {
    private static final AttributeKey<InetSocketAddress> FROM_HEADER =
            AttributeKey.valueOf(ClientAddress.class, "header");

    private ClientAddress() {}

    /** Sets the address from the PROXY header. */
    public static void set(Channel channel, InetSocketAddress address) {
        channel.attr(FROM_HEADER).set(address);
    }

    public static InetAddress address(Channel channel) {
        InetSocketAddress header = fromHeader(channel);
        return header != null ? header.getAddress() : ((InetSocketAddress) channel.remoteAddress()).getAddress();
    }

    /** Does not create the attribute, because it would take memory for each idle connection. */
    private static @Nullable InetSocketAddress fromHeader(Channel channel) {
        return channel.hasAttr(FROM_HEADER) ? channel.attr(FROM_HEADER).get() : null;
    }

    /** A hash that is equal for all connections from one address; 0 if the address is unknown. */
    public static long hash(Channel channel) {
        if (fromHeader(channel) == null && !(channel.remoteAddress() instanceof InetSocketAddress)) {
            return 0;
        }
        long hash = 0;
        for (byte part : address(channel).getAddress()) {
            hash = hash * 31 + part;
        }
        return hash;
    }

    /** As {@link #of}, without the port: {@code 10.0.3.7}. */
    public static String host(Channel channel) {
        return fromHeader(channel) != null || channel.remoteAddress() instanceof InetSocketAddress
                ? address(channel).getHostAddress()
                : "unknown";
    }

    /** The address for the log, such as {@code 10.0.3.7:51234} or {@code [2001:db8::7]:51234}. */
    public static String of(Channel channel) {
        InetSocketAddress header = fromHeader(channel);
        return header != null
                ? NetUtil.toSocketAddressString(header)
                : channel.remoteAddress() instanceof InetSocketAddress own
                        ? NetUtil.toSocketAddressString(own)
                        : "unknown";
    }
}

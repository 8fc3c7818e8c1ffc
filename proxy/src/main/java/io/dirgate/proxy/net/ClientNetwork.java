package io.dirgate.proxy.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The unit that limits count as one client: an IPv4 address, or an IPv6 /64 network, because one host may use all its
 * addresses.
 */
final class ClientNetwork {
    private static final int IPV6_BYTES = 8;

    private ClientNetwork() {}

    static InetAddress of(InetAddress client) {
        if (!(client instanceof Inet6Address)) {
            return client;
        }
        try {
            byte[] address = client.getAddress();
            Arrays.fill(address, IPV6_BYTES, address.length, (byte) 0);
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}

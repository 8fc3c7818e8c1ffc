package io.dirgate.proxy.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;

/** A range of IPv4 or IPv6 addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). */
public final class Network {
    private final byte[] address;
    private final int prefix;

    private Network(byte[] address, int prefix) {
        this.address = address;
        this.prefix = prefix;
    }

    /**
     * @param text {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address
     * @throws IllegalArgumentException describes the fault, beginning with the text in quotes
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException(
                    "%s is not a network such as 10.0.0.0/16 or 2001:db8::/32".formatted(Scalars.quoted(text)));
        }
        int bits = address.length * 8;
        int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException(
                    "%s needs a prefix length from 0 to %d".formatted(Scalars.quoted(text), bits));
        }
        Network network = new Network(masked(address, prefix), prefix);
        if (!Arrays.equals(network.address, address)) {
            throw new IllegalArgumentException(
                    "%s has bits set after its prefix; did you mean %s?".formatted(Scalars.quoted(text), network));
        }
        return network;
    }

    private static int prefix(String digits) {
        return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
    }

    private static byte[] masked(byte[] address, int prefix) {
        byte[] result = address.clone();
        for (int i = 0; i < result.length; i++) {
            int kept = Math.max(0, Math.min(8, prefix - 8 * i));
            result[i] &= (byte) (0xff << (8 - kept));
        }
        return result;
    }

    /** An IPv4 address in IPv6 notation ({@code ::ffff:10.0.0.1}) counts as IPv4, because Java converts it. */
    public boolean contains(InetAddress candidate) {
        byte[] bytes = candidate.getAddress();
        return bytes.length == address.length && Arrays.equals(masked(bytes, prefix), address);
    }

    /** True if it contains every address of its family. */
    public boolean isEverything() {
        return prefix == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network that && prefix == that.prefix && Arrays.equals(address, that.address);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(address) + prefix;
    }

    @Override
    public String toString() {
        return NetUtil.bytesToIpAddress(address) + "/" + prefix;
    }
}

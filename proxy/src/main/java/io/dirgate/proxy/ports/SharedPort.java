package io.dirgate.proxy.ports;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets two processes of one account listen on the same address (SO_REUSEPORT, socket(7)), so that the next gateway can
 * start before the previous one ends. Requires Linux's epoll sockets.
 */
public final class SharedPort {
    private static final Logger log = LoggerFactory.getLogger(SharedPort.class);

    /**
     * {@code SOL_SOCKET} and {@code SO_ATTACH_REUSEPORT_CBPF}, which takes a {@code struct sock_fprog}: a length and a
     * pointer.
     */
    private static final RawUnixChannelOption ATTACH_PROGRAM =
            new RawUnixChannelOption("SO_ATTACH_REUSEPORT_CBPF", 1, 51, 16);

    /** Classic BPF: return a constant. */
    private static final short RETURN_CONSTANT = 0x06;

    private SharedPort() {}

    /**
     * Listens on the address so that the next process can listen there too, and waits for the result. Warns if another
     * process already listens there.
     *
     * @return the result, which may be a failure
     * @throws IOException if no socket can be opened for the test
     */
    public static ChannelFuture bind(ServerBootstrap bootstrap, InetSocketAddress address) throws IOException {
        return bind(bootstrap, address, false);
    }

    /**
     * The same.
     *
     * @param own whether it may be this process that listens there already, which is no reason to warn
     */
    public static ChannelFuture bind(ServerBootstrap bootstrap, InetSocketAddress address, boolean own)
            throws IOException {
        boolean taken = !own && isTaken(address);
        if (Epoll.isAvailable()) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (bound.isSuccess() && taken) {
            log.atWarn()
                    .addKeyValue("address", NetUtil.toSocketAddressString(address))
                    .log(
                            "another process also listens on this address and receives part of the new connections until it ends;"
                                    + " this is correct only while it is being replaced");
        }
        return bound;
    }

    /**
     * True if another process already listens on the address.
     *
     * @throws IOException if no socket can be opened for the test
     */
    public static boolean isTaken(InetSocketAddress address) throws IOException {
        if (address.getPort() == 0) {
            return false;
        }
        // A bound socket that does not listen receives no connections.
        try (SocketChannel probe = SocketChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
            return false;
        } catch (BindException e) {
            // Otherwise the address does not belong to this machine.
            return String.valueOf(e.getMessage()).contains("in use");
        }
    }

    /**
     * Leaves new connections to the second process on the channel's address, from the moment it listens. The kernel
     * runs the attached program, which always chooses the second socket of the address; without a second socket it uses
     * its own hash. Therefore no connection waits in this process's queue when it closes the channel, and no client is
     * reset.
     */
    public static void leaveToNext(Channel listening) {
        if (!(listening instanceof EpollServerSocketChannel)) {
            return;
        }
        // One struct sock_filter: return the constant 1, the number of the second socket.
        ByteBuffer program = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        program.putShort(0, RETURN_CONSTANT).putInt(4, 1);
        ByteBuffer pointer = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        pointer.putShort(0, (short) 1)
                .putLong(8, Unpooled.wrappedBuffer(program).memoryAddress());
        listening.config().setOption(ATTACH_PROGRAM, pointer);
    }
}

package io.dirgate.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager where the gateway is in its life: sd_notify(3), one datagram a call to the socket that
 * {@code NOTIFY_SOCKET} names. The JDK has no datagrams on Unix sockets, so epoll's are taken, or the command systemd-notify where
 * epoll does not load. Without such a socket nobody asked, and nothing is sent. A failure is logged and has no other effect:
 * the service manager notices silence by itself.
 */
final class SdNotify {
    private static final Logger log = LoggerFactory.getLogger(SdNotify.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final @Nullable String socket;
    private final boolean epoll;

    /** Kept open: a watchdog that needed a descriptor for each sign of life would die of a lack of them. */
    private @Nullable Channel channel;

    /**
     * @param socket what {@code NOTIFY_SOCKET} holds: a path, or a name in the abstract name space after {@code @}
     * @param epoll whether epoll's sockets are there
     */
    SdNotify(@Nullable String socket, boolean epoll) {
        this.socket = socket;
        this.epoll = epoll;
    }

    /** True if there is a service manager that wants to be told. */
    boolean isListening() {
        return socket != null && !socket.isEmpty();
    }

    /** Clients are served from now on, for the first time or after a reload. */
    void ready(String status) {
        send(List.of("READY=1", "STATUS=" + firstLine(status)));
    }

    /** For people, in what the service manager shows of the service. */
    void status(String status) {
        send(List.of("STATUS=" + firstLine(status)));
    }

    /** The sign of life that the service manager waits for where it has a watchdog. */
    void alive() {
        send(List.of("WATCHDOG=1"));
    }

    /** The configuration is being read again; {@link #ready} says when that is over, whatever came of it. */
    void reloading() {
        // Of the clock that the service manager compares with, CLOCK_MONOTONIC, which nanoTime reads on Linux.
        send(List.of("RELOADING=1", "MONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime())));
    }

    /** The end has begun and takes this long at most; to be killed after {@code TimeoutStopSec} would cut sessions off earlier. */
    void stopping(Duration atMost) {
        long micros = TimeUnit.MILLISECONDS.toMicros(atMost.toMillis());
        send(List.of("STOPPING=1", "EXTEND_TIMEOUT_USEC=" + micros));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private synchronized void send(List<String> assignments) {
        if (socket == null || socket.isEmpty()) {
            return;
        }
        try {
            if (epoll) {
                sendDatagram(socket, String.join("\n", assignments));
            } else {
                runCommand(socket, assignments);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // Netty throws a refused connection as the checked exception that it is, without declaring it.
            log.atWarn()
                    .addKeyValue("socket", socket)
                    .addKeyValue("reason", e.toString())
                    .log("the service manager cannot be told " + assignments.get(0));
        }
    }

    private void sendDatagram(String socket, String state) throws InterruptedException {
        Channel to = channel;
        if (to == null) {
            to = connect(socket);
            channel = to;
        }
        try {
            to.writeAndFlush(Unpooled.copiedBuffer(state, StandardCharsets.UTF_8))
                    .sync();
        } catch (Exception e) {
            // The next message begins anew.
            channel = null;
            to.close();
            throw e;
        }
    }

    /** Its event loop ends with it. */
    private static Channel connect(String socket) throws InterruptedException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("service-manager", true), EpollIoHandler.newFactory());
        ChannelFuture connected = new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(new DomainSocketAddress(socket.startsWith("@") ? "\0" + socket.substring(1) : socket));
        connected.channel().closeFuture().addListener(closed -> loop.shutdownGracefully(0, 1, TimeUnit.SECONDS));
        return connected.sync().channel();
    }

    private static void runCommand(String socket, List<String> assignments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemd-notify"));
        command.addAll(assignments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("NOTIFY_SOCKET", socket);
        Process process = builder.start();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IOException("systemd-notify did not end within " + PATIENCE.toSeconds() + " s");
        }
        if (process.exitValue() != 0) {
            throw new IOException("systemd-notify ended with exit code " + process.exitValue());
        }
    }
}

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
 * Reports the gateway's state to the service manager: sd_notify(3), one datagram per call to the socket in {@code
 * NOTIFY_SOCKET}. The JDK has no Unix datagram sockets, so this uses epoll's, or the command systemd-notify if epoll is
 * not available. Without {@code NOTIFY_SOCKET}, nothing is sent. A failure is logged and has no other effect, because
 * the service manager itself detects missing messages.
 */
final class SdNotify {
    private static final Logger log = LoggerFactory.getLogger(SdNotify.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final @Nullable String socket;
    private final boolean epoll;

    /** Kept open: otherwise the watchdog would need a descriptor for each message and would fail if none is left. */
    private @Nullable Channel channel;

    /**
     * @param socket the value of {@code NOTIFY_SOCKET}: a path, or {@code @} and a name in the abstract name space
     * @param epoll whether epoll's sockets are available
     */
    SdNotify(@Nullable String socket, boolean epoll) {
        this.socket = socket;
        this.epoll = epoll;
    }

    /** True if a service manager expects messages. */
    boolean isListening() {
        return socket != null && !socket.isEmpty();
    }

    /** The gateway serves clients, after its start or after a reload. */
    void ready(String status) {
        send(List.of("READY=1", "STATUS=" + firstLine(status)));
    }

    /** Sets the text that the service manager shows for the service. */
    void status(String status) {
        send(List.of("STATUS=" + firstLine(status)));
    }

    /** The keep-alive message for the service manager's watchdog. */
    void alive() {
        send(List.of("WATCHDOG=1"));
    }

    /** A configuration reload has started. {@link #ready} reports its end, whether it succeeded or failed. */
    void reloading() {
        // systemd compares this with CLOCK_MONOTONIC, the clock that nanoTime reads on Linux.
        send(List.of("RELOADING=1", "MONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime())));
    }

    /**
     * The shutdown has started and takes at most this long. Otherwise the service manager would kill the process after
     * {@code TimeoutStopSec} and cut off sessions.
     */
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
            // Netty throws a checked exception here without declaring it.
            log.atWarn()
                    .addKeyValue("socket", socket)
                    .addKeyValue("reason", e.toString())
                    .log("cannot send to the service manager: " + assignments.get(0));
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
            // The next message opens a new channel.
            channel = null;
            to.close();
            throw e;
        }
    }

    /** Closing the channel also ends its event loop. */
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

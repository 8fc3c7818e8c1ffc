package io.dirgate.proxy.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs why connections wait to be accepted: usually the process has no file descriptor left. Netty tries again after a
 * second.
 */
final class AcceptFaults extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(AcceptFaults.class);

    private final String listener;

    AcceptFaults(String listener) {
        this.listener = listener;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.atWarn()
                .addKeyValue("listener", listener)
                .addKeyValue("cause", String.valueOf(cause.getMessage()))
                .log(
                        "connections wait to be accepted; if too many files are open, raise the process's limit (ulimit -n, LimitNOFILE)");
    }
}

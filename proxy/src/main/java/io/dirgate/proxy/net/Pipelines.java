package io.dirgate.proxy.net;

import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.config.ProxyProtocolConfig;
import io.dirgate.proxy.config.StartTls;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.session.ClientEntry;
import io.dirgate.proxy.session.CloseReason;
import io.dirgate.proxy.session.ConnectionWatch;
import io.dirgate.proxy.session.SessionFactory;
import io.dirgate.proxy.tls.ClientHelloHandler;
import io.dirgate.proxy.tls.ClientSignatureCheck;
import io.dirgate.proxy.tls.HandshakeTurns;
import io.dirgate.proxy.tls.HelloFault;
import io.dirgate.proxy.tls.PendingAlert;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Builds the handlers of client connections on one listener, in order. */
final class Pipelines implements Admission.Entrance {
    private final Transport transport;
    private final ListenerConfig listener;
    private final @Nullable SharedContexts contexts;
    private final Doorway doorway;
    private final ClientEntry entry;
    private final Refusals refusals;

    /** The parts that all listeners share. */
    record Doorway(
            SessionFactory sessions,
            ConnectionLimiter limiter,
            UnreadAnswers unread,
            EndLines endLines,
            HandshakeTurns turns,
            ChannelGroup connections,
            ProxyMetrics metrics)
            implements ConnectionWatch {
        @Override
        public void onBound(Channel connection) {
            limiter.bound(connection);
        }

        @Override
        public long onStrangerEnded(CloseReason reason) {
            return endLines.times(reason);
        }

        @Override
        public void onWritabilityChanged(Channel connection) {
            unread.onWritabilityChanged(connection);
        }
    }

    Pipelines(Transport transport, ListenerConfig listener, @Nullable SharedContexts contexts, Doorway doorway) {
        this.transport = transport;
        this.listener = listener;
        this.contexts = contexts;
        this.doorway = doorway;
        boolean tlsFirst = contexts != null && listener.startTls() == StartTls.OFF;
        this.entry = new ClientEntry(
                listener.name(),
                tlsFirst,
                listener.startTls(),
                channel -> addTls(channel, limits().handshakeTimeout()),
                doorway);
        this.refusals = new Refusals(listener.name(), doorway.metrics());
    }

    ListenerConfig listener() {
        return listener;
    }

    @Nullable
    SharedContexts contexts() {
        return contexts;
    }

    Doorkeeper newDoorkeeper() {
        return new Doorkeeper(transport.descriptors(), doorway.limiter(), refusals);
    }

    /** Adds the handlers of a connection that was just accepted. */
    void begin(Channel channel) {
        doorway.connections().add(channel);
        if (contexts != null) {
            contexts.retain();
            channel.closeFuture().addListener(closed -> contexts.release());
        }
        ChannelPipeline pipeline = channel.pipeline();
        Admission admission = new Admission(doorway.limiter(), entry, limits(), refusals, this);
        if (isBalancer(channel)) {
            pipeline.addLast("proxyDecoder", new ProxyHeaderHandler.Decoder());
            pipeline.addLast("proxyHeader", new ProxyHeaderHandler(admission, limits().handshakeTimeout()));
        }
        pipeline.addLast("admission", admission);
    }

    @Override
    public @Nullable HelloFault fault(ByteBuf first) {
        return contexts != null && entry.tlsFirst() ? contexts.contexts().faultOfRecord(first) : null;
    }

    private LimitsConfig limits() {
        return doorway.sessions().service().limits();
    }

    @Override
    public HandshakeTurns turns() {
        return doorway.turns();
    }

    @Override
    public void serve(Channel channel, Duration handshakeTimeout) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        doorway.sessions().serve(channel, entry);
        if (entry.tlsFirst()) {
            addTls(channel, handshakeTimeout);
        }
    }

    /** Adds TLS before the LDAP handlers: at the first byte, or after StartTLS. */
    private void addTls(Channel channel, Duration handshakeTimeout) {
        if (contexts != null) {
            ChannelPipeline pipeline = channel.pipeline();
            pipeline.addBefore(SessionFactory.REQUESTS, "notTls", new NotTls());
            pipeline.addBefore(SessionFactory.REQUESTS, "clearAlerts", new ClearAlerts());
            if (contexts.contexts().asksForCertificates()) {
                pipeline.addBefore(SessionFactory.REQUESTS, "clientSignature", new ClientSignatureCheck());
            }
            pipeline.addBefore(
                    SessionFactory.REQUESTS,
                    "tls",
                    new ClientHelloHandler(contexts.contexts(), doorway.turns(), handshakeTimeout));
            pipeline.addBefore(SessionFactory.REQUESTS, "pendingAlert", new PendingAlert());
        }
    }

    private boolean isBalancer(Channel channel) {
        ProxyProtocolConfig proxy = listener.proxyProtocol();
        return proxy != null
                && channel.remoteAddress() instanceof InetSocketAddress peer
                && proxy.from().stream().anyMatch(network -> network.contains(peer.getAddress()));
    }
}

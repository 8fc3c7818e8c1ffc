package io.dirgate.proxy.session;

import io.dirgate.proxy.client.ClientAddress;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.Utf8Text;
import io.dirgate.proxy.observe.AccessLog;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.observe.SessionFacts;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.operation.OperationPool;
import io.dirgate.proxy.upstream.Identity;
import io.dirgate.proxy.upstream.RecentLatency;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Begins a session's operations and sees each of them off: every request that arrived has one line in the access log and is counted
 * once. Knows the time of what is going on, and what the log says of the session.
 */
final class Accounting implements SessionFacts {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    private final long number;
    private final Channel channel;
    private final ClientEntry entry;
    private final SessionState state;
    private final Ticker clock;
    private final OperationPool operations = OperationPool.ofLoop();
    private final RecentLatency latency = RecentLatency.ofLoop();

    private long requests;
    private long receivedBytes;
    private long eventNanos;
    private long activeAt;
    private @Nullable String clientAddress;
    private AccessLog.@Nullable OfSession log;

    Accounting(long number, Channel channel, ClientEntry entry, SessionState state) {
        this.number = number;
        this.channel = channel;
        this.entry = entry;
        this.state = state;
        this.clock = channel.eventLoop().ticker();
        this.activeAt = clock.nanoTime();
    }

    /**
     * Takes the frame over, whatever comes of it.
     *
     * @throws LdapProtocolException if the request's fields are not what they must be
     */
    Operation begin(LdapFrame request) throws LdapProtocolException {
        return operations.begin(requests++, request, now());
    }

    /**
     * The gateway has answered it, or nobody will.
     *
     * @param code {@link Operation#NO_RESULT} where there is no answer
     */
    void end(Operation operation, int code) {
        operation.end(code, now());
        report(operation);
    }

    /** The directory server has answered it. */
    void answered(Operation operation, int code, @Nullable String subCode, int length) {
        operation.answered(code, subCode, length, now());
        latency.record(operation.op(), operation.directoryNanos());
        report(operation);
    }

    private void report(Operation operation) {
        activeAt = operation.endedNanos();
        state.service().metrics().operation(operation);
        if (log == null) {
            log = state.service().accessLog().of(this);
        }
        log.operation(operation);
        operations.end(operation);
    }

    /** In nanoseconds, what all but a few operations of its kind took at most of late. */
    long usualTime(Operation operation) {
        return latency.p99(operation.op());
    }

    void received(int bytes) {
        receivedBytes += bytes;
    }

    /** @param sent bytes to the client since the last call */
    void reportBytes(long sent) {
        state.service().metrics().bytes(receivedBytes, sent);
        receivedBytes = 0;
    }

    /** The time of what is going on: all that came in one read came at once, and to read the clock costs as much as a request. */
    long now() {
        if (eventNanos == 0) {
            eventNanos = clock.nanoTime();
        }
        return eventNanos;
    }

    /** What happens next happens later. */
    void eventOver() {
        eventNanos = 0;
    }

    /** The client, or the answer to it, has been heard of just now. */
    void active() {
        activeAt = now();
    }

    /** When the client, or the answer to it, was heard of last. */
    long activeAt() {
        return activeAt;
    }

    ProxyMetrics metrics() {
        return state.service().metrics();
    }

    /**
     * Clients from this address have met the fault.
     *
     * @return how many times a line of the log about it stands for; 0 if there must be none
     */
    long setUpFault(String kind) {
        return state.service().setUpFaults().times(ClientAddress.host(channel), kind, now());
    }

    /** A line of the gateway's own log about this session. */
    LoggingEventBuilder line(Level level) {
        return LOG.atLevel(level).addKeyValue("session", number).addKeyValue("client", clientAddress());
    }

    @Override
    public long session() {
        return number;
    }

    @Override
    public String listener() {
        return entry.listener();
    }

    @Override
    public String clientAddress() {
        if (clientAddress == null) {
            clientAddress = ClientAddress.of(channel);
        }
        return clientAddress;
    }

    @Override
    public @Nullable String tlsVersion() {
        Protection.On tls = state.protection().tls();
        return tls == null ? null : tls.version();
    }

    @Override
    public @Nullable String cipher() {
        Protection.On tls = state.protection().tls();
        return tls == null ? null : tls.cipher();
    }

    @Override
    public @Nullable String keyExchange() {
        Protection.On tls = state.protection().tls();
        return tls == null ? null : tls.keyExchange();
    }

    @Override
    public @Nullable Utf8Text identity() {
        Identity identity = state.login().identity();
        return identity == null ? null : identity.name();
    }

    /** Another fact than the identity has changed, or the access log itself. */
    void factsChanged() {
        log = null;
    }
}

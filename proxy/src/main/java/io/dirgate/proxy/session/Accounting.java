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
 * Creates the session's operations and records their ends. Every request that arrived gets one line in the access log
 * and is counted once. Provides the time of the current event and the session's facts for the log.
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
     * Takes ownership of the frame, even if it throws.
     *
     * @throws LdapProtocolException if a field of the request is invalid
     */
    Operation begin(LdapFrame request) throws LdapProtocolException {
        return operations.begin(requests++, request, now());
    }

    /**
     * The gateway has answered the operation, or it will get no answer.
     *
     * @param code {@link Operation#NO_RESULT} if there is no answer
     */
    void end(Operation operation, int code) {
        operation.end(code, now());
        report(operation);
    }

    /** The directory server has answered the operation. */
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

    /** The 99th percentile of recent response times of this kind of operation, in nanoseconds. */
    long usualTime(Operation operation) {
        return latency.p99(operation.op());
    }

    void received(int bytes) {
        receivedBytes += bytes;
    }

    /** @param sent bytes sent to the client since the last call */
    void reportBytes(long sent) {
        state.service().metrics().bytes(receivedBytes, sent);
        receivedBytes = 0;
    }

    /**
     * Time of the current event. All messages in one read have the same time, because reading the clock costs as much
     * as a request.
     */
    long now() {
        if (eventNanos == 0) {
            eventNanos = clock.nanoTime();
        }
        return eventNanos;
    }

    /** Ends the current event. The next one reads the clock again. */
    void eventOver() {
        eventNanos = 0;
    }

    /** Records activity of the client, or of a response to it. */
    void active() {
        activeAt = now();
    }

    /** Time of the last activity of the client, or of a response to it. */
    long activeAt() {
        return activeAt;
    }

    ProxyMetrics metrics() {
        return state.service().metrics();
    }

    /**
     * Records that a client from this address has met the fault.
     *
     * @return the number of times that a log line must report; 0 if no line must be written
     */
    long setUpFault(String kind) {
        return state.service().setUpFaults().times(ClientAddress.host(channel), kind, now());
    }

    /** Starts a log line about this session. */
    LoggingEventBuilder line(Level level) {
        return LOG.atLevel(level).addKeyValue("session", number).addKeyValue("client", clientAddress());
    }

    /** Writes a log line that stands for several events; it says for how many, unless for one. */
    static void log(LoggingEventBuilder line, long times, String message) {
        (times == 1 ? line : line.addKeyValue("times", times)).log(message);
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

    /** A fact other than the identity has changed, or the access log itself. */
    void factsChanged() {
        log = null;
    }
}

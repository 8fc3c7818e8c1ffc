package io.dirgate.proxy.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Counts into a Prometheus registry. Each metric's name stands here once, in Micrometer's notation: {@code dirgate.sessions.closed}
 * is scraped as {@code dirgate_sessions_closed_total}, a timer's histogram in seconds as {@code …_seconds_bucket}.
 */
public final class MicrometerMetrics implements ProxyMetrics, AutoCloseable {
    // The hot path's are Prometheus' own, without Micrometer between.
    static final String OPERATIONS = "dirgate_operations";
    static final String GATEWAY_TIME = "dirgate_operation_gateway_seconds";
    static final String DIRECTORY_TIME = "dirgate_operation_directory_seconds";
    static final String CLIENT_BYTES = "dirgate_client_bytes";

    private static final double SECONDS_A_DAY = Duration.ofDays(1).toSeconds();

    private final Clock clock;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final OperationMeters operations = new OperationMeters();
    private final Counter failovers = registry.counter("dirgate.failovers");
    private final Counter resent = registry.counter("dirgate.failover.operations", "outcome", "resent");
    private final Counter refused = registry.counter("dirgate.failover.operations", "outcome", "unavailable");
    private final Map<String, AtomicInteger> openSessions = new ConcurrentHashMap<>();
    private final ServerStates serverStates = new ServerStates(registry);
    private final DiscoveryMeters discovery;
    private final Map<String, List<Meter>> certificates = new ConcurrentHashMap<>();

    public MicrometerMetrics(Clock clock) {
        this.clock = clock;
        discovery = new DiscoveryMeters(registry, clock);
        registry.getPrometheusRegistry().register(operations);
        bufferMemory();
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbageCollection();
    }

    /** The metrics in Prometheus' text format 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    /** Shows how many access log lines were dropped since the start. */
    public void accessLogDrops(LongSupplier lines) {
        FunctionCounter.builder("dirgate.accesslog.lines.dropped", lines, LongSupplier::getAsLong)
                .description("Access log lines that the disk could not take in time")
                .register(registry);
    }

    /** Shows what the requests of all clients hold together. */
    public void requestMemory(LongSupplier bytes) {
        Gauge.builder("dirgate.requests.memory", bytes, LongSupplier::getAsLong)
                .strongReference(true)
                .baseUnit("bytes")
                .description("What requests hold until they are answered, of limits.requestMemory")
                .register(registry);
    }

    @Override
    public void unreadMemory(LongSupplier bytes) {
        Gauge.builder("dirgate.answers.unread", bytes, LongSupplier::getAsLong)
                .strongReference(true)
                .baseUnit("bytes")
                .description("What answers hold that clients do not take, of limits.unreadMemory")
                .register(registry);
    }

    @Override
    public void sessionOpened(String listener) {
        openSessions.computeIfAbsent(listener, this::openSessions).incrementAndGet();
        Counter.builder("dirgate.sessions")
                .tags("listener", listener)
                .description("Clients' connections that were let in")
                .register(registry)
                .increment();
    }

    @Override
    public void sessionClosed(String listener, String reason) {
        AtomicInteger open = openSessions.get(listener);
        if (open != null) {
            open.decrementAndGet();
        }
        Counter.builder("dirgate.sessions.closed")
                .tags("listener", listener, "reason", reason)
                .description("Clients' connections that have ended, by why")
                .register(registry)
                .increment();
    }

    @Override
    public void connectionRefused(String listener, String reason) {
        registry.counter("dirgate.connections.refused", "listener", listener, "reason", reason)
                .increment();
    }

    @Override
    public void handshake(String listener, String protocol, long nanos) {
        Timer.builder("dirgate.handshake")
                .tags("listener", listener, "protocol", protocol)
                .serviceLevelObjectives(Buckets.NETWORK)
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    @Override
    public void handshakeFailed(String listener, String reason) {
        registry.counter("dirgate.handshakes.failed", "listener", listener, "reason", reason)
                .increment();
    }

    @Override
    public void operation(OperationFacts operation) {
        operations.count(operation);
        String subCode = operation.subCode();
        if (subCode != null) {
            registry.counter("dirgate.bind.failures", "reason", bindFailure(subCode))
                    .increment();
        }
    }

    @Override
    public void bytes(long received, long sent) {
        operations.bytes(received, sent);
    }

    @Override
    public void upstreamConnected(String server, long nanos) {
        Timer.builder("dirgate.server.connect")
                .tags("server", server)
                .serviceLevelObjectives(Buckets.NETWORK)
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    @Override
    public void upstreamRecycled(String server) {
        registry.counter("dirgate.server.connections.recycled", "server", server)
                .increment();
    }

    @Override
    public void upstreamLost(String server, String reason) {
        registry.counter("dirgate.server.connections.lost", "server", server, "reason", reason)
                .increment();
    }

    @Override
    public void probed(String server, boolean healthy, long nanos) {
        Timer.builder("dirgate.server.probe")
                .tags("server", server, "result", healthy ? "healthy" : "failed")
                .serviceLevelObjectives(Buckets.NETWORK)
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    @Override
    public void serverState(String server, String state) {
        serverStates.become(server, state);
    }

    @Override
    public void serverGone(String server) {
        serverStates.forget(server);
    }

    @Override
    public void discovered(String source, int servers) {
        discovery.answered(source, servers);
    }

    @Override
    public void discoveryFailed(String source) {
        discovery.failed(source);
    }

    @Override
    public void directoryStage(String stage) {
        discovery.stage(stage);
    }

    @Override
    public void failover(int resentOperations, int refusedOperations) {
        failovers.increment();
        resent.increment(resentOperations);
        refused.increment(refusedOperations);
    }

    @Override
    public void sessionMoved(String from, String to) {
        Counter.builder("dirgate.sessions.moved")
                .tags("from", from, "to", to)
                .description("Clients' connections that went on with another server")
                .register(registry)
                .increment();
    }

    @Override
    public void rebind(String result) {
        Counter.builder("dirgate.rebinds")
                .tags("result", result)
                .description(
                        "Binds repeated for sessions that lost their server; refused and notTried: their password no longer works")
                .register(registry)
                .increment();
    }

    @Override
    public void certificates(String listener, List<ServedCertificate> served) {
        certificates.compute(listener, (name, replaced) -> {
            if (replaced != null) {
                replaced.forEach(registry::remove);
            }
            return served.stream()
                    .map(certificate -> daysLeft(listener, certificate))
                    .toList();
        });
    }

    @Override
    public void certificateRefused(String listener) {
        registry.counter("dirgate.certificates.refused", "listener", listener).increment();
    }

    @Override
    public void certificateFetched(String source, boolean succeeded) {
        registry.counter("dirgate.certificate.fetches", "source", source, "result", succeeded ? "fetched" : "failed")
                .increment();
    }

    @Override
    public void close() {
        registry.close();
    }

    private Meter daysLeft(String listener, ServedCertificate certificate) {
        return Gauge.builder("dirgate.certificate.expiry.days", certificate.notAfter(), this::daysUntil)
                .strongReference(true)
                .tags("listener", listener, "subject", certificate.subject(), "key", certificate.keyType())
                .description("Days until the served certificate expires, negative after it has")
                .register(registry);
    }

    private double daysUntil(Instant instant) {
        return Duration.between(clock.instant(), instant).toSeconds() / SECONDS_A_DAY;
    }

    private AtomicInteger openSessions(String listener) {
        AtomicInteger open = new AtomicInteger();
        Gauge.builder("dirgate.sessions.open", open, AtomicInteger::get)
                .strongReference(true)
                .tags("listener", listener)
                .description("Clients' connections now")
                .register(registry);
        return open;
    }

    /** Active Directory's sub-codes in words; a fixed set, since the text comes from the server. */
    private static String bindFailure(String subCode) {
        return switch (subCode) {
            case "525" -> "noSuchUser";
            case "52e" -> "wrongPassword";
            case "530" -> "logonTime";
            case "531" -> "workstation";
            case "532" -> "passwordExpired";
            case "533" -> "accountDisabled";
            case "701" -> "accountExpired";
            case "773" -> "mustChangePassword";
            case "775" -> "lockedOut";
            default -> "other";
        };
    }

    /** Read when somebody asks: Micrometer's own meters have a thread that wakes up for each collection. */
    private void garbageCollection() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionTimer.builder(
                            "jvm.gc.pause",
                            collector,
                            GarbageCollectorMXBean::getCollectionCount,
                            GarbageCollectorMXBean::getCollectionTime,
                            TimeUnit.MILLISECONDS)
                    .tags("gc", collector.getName())
                    .description("Time for which the garbage collector stopped the process")
                    .register(registry);
        }
    }

    private void bufferMemory() {
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            buffers("reserved", provider.metric(), ByteBufAllocatorMetric::usedDirectMemory);
        }
        if (ByteBufAllocator.DEFAULT instanceof PooledByteBufAllocator pooled) {
            buffers("inUse", pooled, PooledByteBufAllocator::pinnedDirectMemory);
        }
    }

    private <T> void buffers(String state, T source, ToDoubleFunction<T> bytes) {
        Gauge.builder("dirgate.buffers", source, bytes)
                .baseUnit("bytes")
                .tags("state", state)
                .description("Netty's direct memory: taken from the system, and held by buffers now")
                .register(registry);
    }
}

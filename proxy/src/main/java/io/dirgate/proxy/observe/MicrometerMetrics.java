package io.dirgate.proxy.observe;

import com.sun.management.OperatingSystemMXBean;
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
import io.micrometer.core.instrument.config.MeterFilter;
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
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * Collects metrics in a Prometheus registry. Each metric's name is defined once here, in Micrometer's notation: {@code
 * dirgate.sessions.closed} is exported as {@code dirgate_sessions_closed_total}, and a timer's histogram in seconds as
 * {@code …_seconds_bucket}.
 */
public final class MicrometerMetrics implements ProxyMetrics, AutoCloseable {
    // Meters of the hot path use the Prometheus classes directly, without Micrometer.
    static final String OPERATIONS = "dirgate_operations";
    static final String GATEWAY_TIME = "dirgate_operation_gateway_seconds";
    static final String DIRECTORY_TIME = "dirgate_operation_directory_seconds";
    static final String CLIENT_BYTES = "dirgate_client_bytes";

    private static final double NANOS_A_SECOND = 1e9;

    private static final List<String> BIND_FAILURES = List.of(
            "noSuchUser",
            "wrongPassword",
            "logonTime",
            "workstation",
            "passwordExpired",
            "accountDisabled",
            "accountExpired",
            "mustChangePassword",
            "lockedOut",
            "other");

    private final Clock clock;
    private final PrometheusMeterRegistry registry = withFilters();

    private final OperationMeters operations = new OperationMeters();
    private final Counter failovers = registry.counter("dirgate.failovers");
    private final Counter resent = registry.counter("dirgate.failover.operations", "outcome", "resent");
    private final Counter refused = registry.counter("dirgate.failover.operations", "outcome", "unavailable");
    private final Map<String, AtomicInteger> openSessions = new ConcurrentHashMap<>();
    private final ServerStates serverStates = new ServerStates(registry);
    private final DiscoveryMeters discovery;
    private final ReloadMeters reloads;
    private final CountersByReason closed = new CountersByReason(this::sessionsClosed);
    private final CountersByReason refusedConnections = new CountersByReason(this::connectionsRefused);
    private final CountersByReason failedHandshakes = new CountersByReason(this::handshakesFailed);
    private volatile List<String> lossLabels = List.of();
    private final Map<String, List<Meter>> certificates = new ConcurrentHashMap<>();

    public MicrometerMetrics(Clock clock) {
        this.clock = clock;
        discovery = new DiscoveryMeters(registry, clock);
        reloads = new ReloadMeters(registry, clock);
        BIND_FAILURES.forEach(this::bindFailures);
        registry.getPrometheusRegistry().register(operations);
        bufferMemory();
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbageCollection();
        processorTime();
    }

    private static PrometheusMeterRegistry withFilters() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        // Their names violate the Prometheus conventions; process_cpu_seconds_total replaces the first.
        registry.config()
                .meterFilter(new MetricHelp())
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        return registry;
    }

    /** Exports the version of the program. */
    public void build(String version, String revision) {
        Gauge.builder("dirgate.build.info", () -> 1)
                .tags(
                        "version",
                        version,
                        "revision",
                        revision,
                        "java",
                        Runtime.version().toString())
                .description("Always 1: the program's version and revision, and Java's version, are in the labels")
                .register(registry);
    }

    /**
     * Registers all meters of a listener, starting at zero. The rate of a counter that appears only with its first
     * count misses that count.
     */
    public void listener(
            String listener, List<String> closeReasons, List<String> handshakeFaults, List<String> refusals) {
        openSessions.computeIfAbsent(listener, this::openSessions);
        sessions(listener);
        closeReasons.forEach(reason -> closed.of(listener, reason));
        handshakeFaults.forEach(reason -> failedHandshakes.of(listener, reason));
        refusals.forEach(reason -> refusedConnections.of(listener, reason));
        certificatesRefused(listener);
    }

    /**
     * Registers all meters of each directory server, starting at zero.
     *
     * @param sessions current number of sessions of a server, by its name
     */
    public void servers(List<String> lossReasons, ToIntFunction<String> sessions) {
        serverStates.sessions(sessions);
        lossLabels = List.copyOf(lossReasons);
    }

    /** Exports the numbers of client connections with their limits. */
    public void connections(ConnectionCounts counts, IntSupplier limit, IntSupplier limitPerAddress) {
        Gauge.builder("dirgate.connections.open", counts, ConnectionCounts::open)
                .description("Current client connections, at most limits.connections")
                .register(registry);
        limit("dirgate.connections.limit", limit, "limits.connections");
        Gauge.builder("dirgate.connections.fullest.address", counts, ConnectionCounts::ofFullestAddress)
                .description(
                        "Connections from the address with the most connections, at most limits.connectionsPerAddress")
                .register(registry);
        limit("dirgate.connections.per.address.limit", limitPerAddress, "limits.connectionsPerAddress");
        Gauge.builder(
                        "dirgate.connections.fullest.address.ratio",
                        counts,
                        c -> (double) c.ofFullestAddress() / limitPerAddress.getAsInt())
                .description("Highest share of limits.connectionsPerAddress that one address uses, from 0 to 1")
                .register(registry);
    }

    private void limit(String name, IntSupplier value, String setting) {
        Gauge.builder(name, value, IntSupplier::getAsInt)
                .strongReference(true)
                .description("The setting " + setting)
                .register(registry);
    }

    /** Exports the number of lines of the process's own log that were dropped since the start. */
    public void logDrops(LongSupplier lines) {
        FunctionCounter.builder("dirgate.log.lines.dropped", lines, LongSupplier::getAsLong)
                .description("Lines of the process's own log that were dropped because standard error was too slow")
                .register(registry);
    }

    /** The configuration was reloaded, or the reload was refused. */
    public void reloaded(boolean taken) {
        reloads.read(taken);
    }

    /** The metrics in Prometheus' text format 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    /** Exports the number of access log lines that were dropped since the start. */
    public void accessLogDrops(LongSupplier lines) {
        FunctionCounter.builder("dirgate.accesslog.lines.dropped", lines, LongSupplier::getAsLong)
                .description("Access log lines that were dropped because the disk was too slow")
                .register(registry);
    }

    /** Exports the memory that the requests of all clients use, with its limit. */
    public void requestMemory(LongSupplier bytes, LongSupplier limit) {
        Gauge.builder("dirgate.requests.memory.limit", limit, LongSupplier::getAsLong)
                .strongReference(true)
                .baseUnit("bytes")
                .description("The setting limits.requestMemory")
                .register(registry);
        Gauge.builder("dirgate.requests.memory", bytes, LongSupplier::getAsLong)
                .strongReference(true)
                .baseUnit("bytes")
                .description("Memory of requests until they are answered, at most limits.requestMemory")
                .register(registry);
    }

    @Override
    public void unreadMemory(LongSupplier bytes) {
        Gauge.builder("dirgate.answers.unread", bytes, LongSupplier::getAsLong)
                .strongReference(true)
                .baseUnit("bytes")
                .description("Memory of responses that clients have not read, at most limits.unreadMemory")
                .register(registry);
    }

    @Override
    public void sessionOpened(String listener) {
        openSessions.computeIfAbsent(listener, this::openSessions).incrementAndGet();
        sessions(listener).increment();
    }

    private Counter sessions(String listener) {
        return Counter.builder("dirgate.sessions")
                .tags("listener", listener)
                .description("Accepted client connections")
                .register(registry);
    }

    @Override
    public void sessionClosed(String listener, String reason) {
        AtomicInteger open = openSessions.get(listener);
        if (open != null) {
            open.decrementAndGet();
        }
        closed.of(listener, reason).increment();
    }

    private Counter sessionsClosed(String listener, String reason) {
        return Counter.builder("dirgate.sessions.closed")
                .tags("listener", listener, "reason", reason)
                .description("Closed client connections, by reason")
                .register(registry);
    }

    @Override
    public void connectionRefused(String listener, String reason) {
        refusedConnections.of(listener, reason).increment();
    }

    private Counter connectionsRefused(String listener, String reason) {
        return registry.counter("dirgate.connections.refused", "listener", listener, "reason", reason);
    }

    @Override
    public void handshakeTurns(IntSupplier waiting, LongSupplier waited) {
        Gauge.builder("dirgate.handshakes.waiting", waiting, IntSupplier::getAsInt)
                .strongReference(true)
                .description("Connections that wait for a TLS handshake because of limits.handshakes")
                .register(registry);
        FunctionCounter.builder("dirgate.handshakes.deferred", waited, LongSupplier::getAsLong)
                .description("Connections that have waited for a TLS handshake")
                .register(registry);
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
        failedHandshakes.of(listener, reason).increment();
    }

    private Counter handshakesFailed(String listener, String reason) {
        return registry.counter("dirgate.handshakes.failed", "listener", listener, "reason", reason);
    }

    @Override
    public void operation(OperationFacts operation) {
        operations.count(operation);
        String subCode = operation.subCode();
        if (subCode != null) {
            bindFailures(bindFailure(subCode)).increment();
        }
    }

    private Counter bindFailures(String reason) {
        return registry.counter("dirgate.bind.failures", "reason", reason);
    }

    @Override
    public void bytes(long received, long sent) {
        operations.bytes(received, sent);
    }

    @Override
    public void upstreamConnected(String server, long nanos) {
        connects(server).record(Duration.ofNanos(nanos));
    }

    private Timer connects(String server) {
        return Timer.builder("dirgate.server.connect")
                .tags("server", server)
                .serviceLevelObjectives(Buckets.NETWORK)
                .register(registry);
    }

    @Override
    public void upstreamRecycled(String server) {
        connectionsRecycled(server).increment();
    }

    private Counter connectionsRecycled(String server) {
        return registry.counter("dirgate.server.connections.recycled", "server", server);
    }

    @Override
    public void upstreamLost(String server, String reason) {
        connectionsLost(server, reason).increment();
    }

    private Counter connectionsLost(String server, String reason) {
        return registry.counter("dirgate.server.connections.lost", "server", server, "reason", reason);
    }

    @Override
    public void probed(String server, boolean healthy, long nanos) {
        probes(server, healthy).record(Duration.ofNanos(nanos));
    }

    private Timer probes(String server, boolean healthy) {
        return Timer.builder("dirgate.server.probe")
                .tags("server", server, "result", healthy ? "healthy" : "failed")
                .serviceLevelObjectives(Buckets.NETWORK)
                .register(registry);
    }

    @Override
    public void serverState(String server, String state) {
        if (serverStates.become(server, state)) {
            lossLabels.forEach(reason -> connectionsLost(server, reason));
            connectionsRecycled(server);
            connects(server);
            probes(server, true);
            probes(server, false);
        }
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
    public void discoveryEnded(String source) {
        discovery.ended(source);
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
                .description("Client connections that moved to another server")
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
                    .map(certificate -> timeLeft(listener, certificate))
                    .toList();
        });
    }

    @Override
    public void certificateRefused(String listener) {
        certificatesRefused(listener).increment();
    }

    private Counter certificatesRefused(String listener) {
        return registry.counter("dirgate.certificates.refused", "listener", listener);
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

    private Meter timeLeft(String listener, ServedCertificate certificate) {
        return Gauge.builder("dirgate.certificate.expiry", certificate.notAfter(), this::secondsUntil)
                .baseUnit("seconds")
                .strongReference(true)
                .tags("listener", listener, "subject", certificate.subject(), "key", certificate.keyType())
                .description("Time until the served certificate expires; negative after its expiry")
                .register(registry);
    }

    private double secondsUntil(Instant instant) {
        return Duration.between(clock.instant(), instant).toSeconds();
    }

    private AtomicInteger openSessions(String listener) {
        AtomicInteger open = new AtomicInteger();
        Gauge.builder("dirgate.sessions.open", open, AtomicInteger::get)
                .strongReference(true)
                .tags("listener", listener)
                .description("Current client connections")
                .register(registry);
        return open;
    }

    /** Active Directory's sub-code in words. The set of labels is fixed, because the text comes from the server. */
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

    /** Read on each scrape, because Micrometer's own meters need a thread that wakes up for each collection. */
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

    private void processorTime() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, each -> each.getProcessCpuTime() / NANOS_A_SECOND)
                    .baseUnit("seconds")
                    .description("Processor time used by the process")
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
                .description("Netty's direct memory: reserved from the system, and in use by buffers")
                .register(registry);
    }
}

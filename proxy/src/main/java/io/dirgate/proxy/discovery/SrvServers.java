package io.dirgate.proxy.discovery;

import io.dirgate.proxy.config.DnsConfig;
import io.dirgate.proxy.config.Endpoint;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The servers in a domain's SRV records. The priority determines the tier, the weight the share. */
final class SrvServers implements ServerSource {
    private final DnsConfig config;
    private final int port;
    private final DnsNameResolver resolver;

    /** @param port 0 to use the ports in the records */
    SrvServers(DnsConfig config, int port, DnsNameResolver resolver) {
        this.config = config;
        this.port = port;
        this.resolver = resolver;
    }

    @Override
    public Answer ask() throws DiscoveryException, InterruptedException {
        // The trailing dot prevents the use of the machine's search domains.
        Future<List<DnsRecord>> asked =
                resolver.resolveAll(new DefaultDnsQuestion(config.recordName() + ".", DnsRecordType.SRV));
        if (!await(asked)) {
            throw new DiscoveryException(
                    "no answer for the SRV records of " + config.recordName() + ": " + plain(asked.cause()),
                    asked.cause());
        }
        List<SrvRecord> records = new ArrayList<>();
        try {
            for (DnsRecord each : asked.getNow()) {
                if (each instanceof DnsRawRecord raw && each.type().equals(DnsRecordType.SRV)) {
                    records.add(SrvRecord.read(raw));
                }
            }
        } catch (RuntimeException e) {
            throw new DiscoveryException(
                    "the SRV records of " + config.recordName() + " cannot be read: " + e.getMessage(), e);
        } finally {
            asked.getNow().forEach(ReferenceCountUtil::release);
        }
        return answer(records);
    }

    /** Waits for the answer. An answer that arrives after the wait was given up is released here. */
    private static boolean await(Future<List<DnsRecord>> asked) throws InterruptedException {
        try {
            return asked.await().isSuccess();
        } catch (InterruptedException e) {
            asked.addListener(done -> {
                if (done.isSuccess()) {
                    asked.getNow().forEach(ReferenceCountUtil::release);
                }
            });
            throw e;
        }
    }

    private Answer answer(List<SrvRecord> records) throws DiscoveryException {
        records.removeIf(srv -> srv.target().isEmpty());
        if (records.isEmpty()) {
            throw new DiscoveryException(config.recordName() + " has no SRV record that names a server", null);
        }
        List<Integer> priorities = List.copyOf(
                new TreeSet<>(records.stream().map(SrvRecord::priority).toList()));
        Map<Endpoint, FoundServer> servers = new LinkedHashMap<>();
        for (SrvRecord srv : records) {
            Endpoint address = new Endpoint(srv.target(), port == 0 ? srv.port() : port);
            String remark = "SRV priority %d, weight %d".formatted(srv.priority(), srv.weight());
            servers.putIfAbsent(
                    address, new FoundServer(address, priorities.indexOf(srv.priority()) + 1, srv.share(), remark));
        }
        long seconds = records.stream().mapToLong(SrvRecord::timeToLive).min().orElse(0);
        // Sorted, because name servers rotate their answers.
        List<FoundServer> ordered = servers.values().stream()
                .sorted(Comparator.comparingInt(FoundServer::tier)
                        .thenComparing(server -> server.address().toString()))
                .toList();
        return new Answer(ordered, within(Duration.ofSeconds(seconds)));
    }

    private Duration within(Duration timeToLive) {
        Duration floored = timeToLive.compareTo(config.minRefresh()) < 0 ? config.minRefresh() : timeToLive;
        return floored.compareTo(config.maxRefresh()) > 0 ? config.maxRefresh() : floored;
    }

    @Override
    public Duration shortestPause() {
        return config.minRefresh();
    }

    @Override
    public Duration longestPause() {
        return config.maxRefresh();
    }

    @Override
    public String label() {
        return "dns";
    }

    @Override
    public void close() {
        resolver.close();
    }

    private static String plain(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage());
    }
}

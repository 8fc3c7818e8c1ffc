package io.dirgate.certtool.aws.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Route 53 of one account on a free loopback port: hosted zones, record sets, changes. Strict where AWS is: a batch is made whole or
 * not at all, CREATE refuses what is there, DELETE wants the very values, TXT values stand in quotation marks.
 */
public final class FakeRoute53 implements AutoCloseable {
    /** A hosted zone; its name has a dot at its end. */
    public record Zone(String id, String name, boolean isPrivate) {}

    private static final Pattern SIGNATURE =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/\\d{8}/[a-z0-9-]+/route53/"
                    + "aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}");
    private static final String ZONE = "/2013-04-01/hostedzone/([A-Z0-9]+)/rrset/?";
    private static final int PAGE = 2;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Zone> zones = new CopyOnWriteArrayList<>();
    private final Map<String, FakeRecords> records = new ConcurrentHashMap<>();
    private final List<String> actions = new CopyOnWriteArrayList<>();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final AtomicInteger toThrottle = new AtomicInteger();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();
    private volatile BiConsumer<String, List<String>> internet = (name, values) -> {};
    private volatile Runnable beforeChange = () -> {};
    private volatile String rejectedKey = "";

    private FakeRoute53(HttpServer server) {
        this.server = server;
    }

    public static FakeRoute53 start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeRoute53 route53 = new FakeRoute53(server);
            server.createContext("/", route53::handle);
            server.setExecutor(route53.threads);
            server.start();
            return route53;
        } catch (IOException e) {
            throw new IllegalStateException("the stand-in for Route 53 cannot listen on the loopback interface", e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public FakeRecords addZone(String id, String name, boolean isPrivate) {
        zones.add(new Zone(id, name, isPrivate));
        return records.computeIfAbsent(id, any -> new FakeRecords(name));
    }

    /** The actions that were asked so far, in order, such as {@code route53:GetChange}. */
    public List<String> actions() {
        return List.copyOf(actions);
    }

    /** From now on this action is answered by AccessDenied. */
    public void forbid(String action) {
        forbidden.add(action);
    }

    public void allow(String action) {
        forbidden.remove(action);
    }

    /** The next {@code count} requests are answered by Throttling. */
    public void throttleNext(int count) {
        toThrottle.set(count);
    }

    /** The next {@code count} questions for a change are answered by PENDING. */
    public void delayNext(int count) {
        pending.set(count);
    }

    /** Requests that this access key has signed are answered by InvalidClientTokenId. */
    public void rejectKey(String accessKey) {
        rejectedKey = accessKey;
    }

    /** Told the values of a name's TXT record after each change of it, without quotation marks. */
    public void publishTo(BiConsumer<String, List<String>> listener) {
        internet = listener;
    }

    /** Done once, just before the next change is. */
    public void beforeNextChange(Runnable work) {
        beforeChange = work;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String answer;
            int status = 200;
            try {
                answer = answer(exchange);
            } catch (AwsFault fault) {
                status = fault.status;
                answer = "<ErrorResponse xmlns=\"" + FakeRecords.NAMESPACE + "\"><Error><Type>Sender</Type><Code>"
                        + fault.code + "</Code><Message>" + fault.getMessage()
                        + "</Message></Error><RequestId>1</RequestId></ErrorResponse>";
            }
            byte[] bytes = ("<?xml version=\"1.0\"?>\n" + answer).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/xml");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private String answer(HttpExchange exchange) throws IOException {
        String path =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        Matcher list = Pattern.compile("GET " + ZONE).matcher(path);
        Matcher change = Pattern.compile("POST " + ZONE).matcher(path);
        Map<String, String> query = query(exchange.getRequestURI());
        if (path.equals("GET /2013-04-01/hostedzone")) {
            admit(exchange, "ListHostedZones");
            return list(query.getOrDefault("marker", ""));
        }
        if (list.matches()) {
            admit(exchange, "ListResourceRecordSets");
            return zone(list.group(1)).list(query);
        }
        if (change.matches()) {
            admit(exchange, "ChangeResourceRecordSets");
            return change(zone(change.group(1)), exchange);
        }
        if (path.matches("GET /2013-04-01/change/C\\d+")) {
            admit(exchange, "GetChange");
            boolean late = pending.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            return "<GetChangeResponse xmlns=\"" + FakeRecords.NAMESPACE + "\">"
                    + info(path.substring(path.lastIndexOf('/') + 1), late) + "</GetChangeResponse>";
        }
        throw new AwsFault(404, "UnknownOperationException", path);
    }

    private void admit(HttpExchange exchange, String operation) {
        String action = "route53:" + operation;
        actions.add(action);
        Matcher signature =
                SIGNATURE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (!signature.matches()) {
            throw new AwsFault(403, "IncompleteSignature", "not signed for route53");
        }
        if (signature.group(1).equals(rejectedKey)) {
            throw new AwsFault(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
        }
        if (toThrottle.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new AwsFault(400, "Throttling", "Rate exceeded");
        }
        if (forbidden.contains(action)) {
            throw new AwsFault(
                    403, "AccessDenied", "User: arn:aws:iam::1:user/tester is not authorized to perform: " + action);
        }
    }

    private FakeRecords zone(String id) {
        FakeRecords found = records.get(id);
        if (found == null) {
            throw new AwsFault(404, "NoSuchHostedZone", "No hosted zone found with ID: " + id);
        }
        return found;
    }

    private String list(String marker) {
        int from = 0;
        while (!marker.isEmpty() && !zones.get(from).id().equals(marker)) {
            from++;
        }
        int to = Math.min(zones.size(), from + PAGE);
        StringBuilder answer =
                new StringBuilder("<ListHostedZonesResponse xmlns=\"" + FakeRecords.NAMESPACE + "\"><HostedZones>");
        for (Zone zone : zones.subList(from, to)) {
            answer.append("<HostedZone><Id>/hostedzone/" + zone.id + "</Id><Name>" + zone.name
                    + "</Name><CallerReference>1</CallerReference><Config><PrivateZone>" + zone.isPrivate
                    + "</PrivateZone></Config></HostedZone>");
        }
        boolean more = to < zones.size();
        return answer + "</HostedZones><IsTruncated>" + more + "</IsTruncated>"
                + (more ? "<NextMarker>" + zones.get(to).id() + "</NextMarker>" : "")
                + "<MaxItems>" + PAGE + "</MaxItems></ListHostedZonesResponse>";
    }

    private String change(FakeRecords zone, HttpExchange exchange) throws IOException {
        Runnable first = beforeChange;
        beforeChange = () -> {};
        first.run();
        for (String name : zone.change(exchange.getRequestBody())) {
            internet.accept(name, zone.txt(name));
        }
        return "<ChangeResourceRecordSetsResponse xmlns=\"" + FakeRecords.NAMESPACE + "\">"
                + info("C" + changes.incrementAndGet(), true) + "</ChangeResourceRecordSetsResponse>";
    }

    private static String info(String id, boolean late) {
        return "<ChangeInfo><Id>/change/" + id + "</Id><Status>" + (late ? "PENDING" : "INSYNC")
                + "</Status><SubmittedAt>2026-11-24T00:00:00Z</SubmittedAt></ChangeInfo>";
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        if (uri.getRawQuery() != null) {
            for (String each : uri.getRawQuery().split("&")) {
                String[] parts = each.split("=", 2);
                query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

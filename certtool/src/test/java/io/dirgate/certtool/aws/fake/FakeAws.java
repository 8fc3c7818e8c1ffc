package io.dirgate.certtool.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * ACM, Directory Service and KMS of one account in one Region, on a free loopback port. Every request is recorded; the next
 * ones can be throttled and single actions forbidden.
 */
public final class FakeAws implements AutoCloseable {
    /** The account of every ARN made here. */
    public static final String ACCOUNT = "123456789012";

    /** The Region of every ARN made here. */
    public static final String REGION = "eu-central-1";

    /** A request as it arrived: {@code acm:ImportCertificate} and the JSON body. */
    public record Request(String action, JsonNode body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeAcm acm = new FakeAcm();
    private final FakeDirectoryService directories = new FakeDirectoryService();
    private final FakeKms kms = new FakeKms();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger toThrottle = new AtomicInteger();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();

    private FakeAws(HttpServer server) {
        this.server = server;
    }

    /** Starts on a free port of the loopback interface. */
    public static FakeAws start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeAws aws = new FakeAws(server);
            server.createContext("/", new AwsWire(aws::answer));
            server.setExecutor(aws.threads);
            server.start();
            return aws;
        } catch (IOException e) {
            throw new IllegalStateException("the stand-in for AWS cannot listen on the loopback interface", e);
        }
    }

    /** What goes after {@code --endpoint-url}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public FakeAcm acm() {
        return acm;
    }

    public FakeDirectoryService directories() {
        return directories;
    }

    public FakeKms kms() {
        return kms;
    }

    /** Everything that was asked so far, throttled and forbidden requests included. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The actions that were asked so far, in order. */
    public List<String> actions() {
        return requests.stream().map(Request::action).toList();
    }

    public void forgetRequests() {
        requests.clear();
    }

    /** The next {@code count} requests, whatever they ask, are answered by ThrottlingException. */
    public void throttleNext(int count) {
        toThrottle.set(count);
    }

    /** From now on this action, such as {@code acm:ImportCertificate}, is answered by AccessDeniedException. */
    public void forbid(String action) {
        forbidden.add(action);
    }

    private JsonNode answer(String signingName, String operation, JsonNode request) {
        String action = signingName + ":" + operation;
        requests.add(new Request(action, request));
        if (toThrottle.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new AwsFault("ThrottlingException", "Rate exceeded");
        }
        if (forbidden.contains(action)) {
            throw new AwsFault(
                    "AccessDeniedException",
                    "User: arn:aws:iam::%s:user/tester is not authorized to perform: %s because no identity-based policy allows the %s action"
                            .formatted(ACCOUNT, action, action));
        }
        return switch (signingName) {
            case "acm" -> acm.answer(operation, request);
            case "kms" -> kms.answer(operation, request);
            default -> directories.answer(operation, request);
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

package io.dirgate.proxy.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.function.Supplier;

/**
 * The content of the pages.
 *
 * @param faults faults of the process itself that only a restart fixes; empty if there are none
 * @param metrics in Prometheus' text format 0.0.4
 */
public record Pages(Readiness readiness, Supplier<List<String>> faults, Supplier<String> metrics) {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String CONTENTS = """
            /healthz  200 while event loops and listeners are alive, else 503 and why
            /readyz   200 while it serves and a directory server is healthy, else 503 and why
            /metrics  metrics in Prometheus' text format
            """;

    record Page(HttpResponseStatus status, String type, String text) {}

    /** The page at a path without a query, or a page that lists the existing paths. */
    Page at(String path) {
        return switch (path) {
            case "/healthz" -> alive(faults.get());
            case "/readyz" -> ready(readiness.now());
            case "/metrics" -> new Page(HttpResponseStatus.OK, PROMETHEUS, metrics.get());
            default -> text(HttpResponseStatus.NOT_FOUND, "Not found. Available:\n" + CONTENTS);
        };
    }

    static Page text(HttpResponseStatus status, String text) {
        return new Page(status, TEXT, text);
    }

    private static Page alive(List<String> faults) {
        return faults.isEmpty()
                ? text(HttpResponseStatus.OK, "alive\n")
                : text(HttpResponseStatus.SERVICE_UNAVAILABLE, "not alive: " + String.join("; ", faults) + "\n");
    }

    private static Page ready(Readiness.Answer answer) {
        HttpResponseStatus status = answer.ready() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
        return text(status, (answer.ready() ? "ready: " : "not ready: ") + answer.explanation() + "\n");
    }
}

package io.dirgate.proxy.tls;

import io.dirgate.proxy.observe.ProxyMetrics;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Metrics that remember the names of the verbs that were called. */
final class RecordedMetrics {
    private final List<String> calls = new CopyOnWriteArrayList<>();

    ProxyMetrics metrics() {
        return (ProxyMetrics) Proxy.newProxyInstance(
                ProxyMetrics.class.getClassLoader(),
                new Class<?>[] {ProxyMetrics.class},
                (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return null;
                });
    }

    List<String> calls() {
        return calls;
    }

    long refusals() {
        return calls.stream().filter("certificateRefused"::equals).count();
    }
}

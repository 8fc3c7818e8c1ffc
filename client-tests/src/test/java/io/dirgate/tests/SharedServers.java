package io.dirgate.tests;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests what is expensive to start, started when the first of them asks and stopped after the last. Who stops or kills
 * one of these servers starts it again.
 */
final class SharedServers implements ParameterResolver {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private static final Map<Class<?>, Function<Store, Object>> MAKERS = Map.of(
            Loopback.class, store -> new Loopback(),
            GatewayProcess.class, SharedServers::gateway,
            Slapd.class, store -> new Slapd(TARGET.resolve("slapd"), get(store, Loopback.class)),
            SambaDomain.class, store -> new SambaDomain(TARGET.resolve("samba"), get(store, Loopback.class)));

    /** In front of the domain's first controller, with every leak of a buffer looked for. */
    private static GatewayProcess gateway(Store store) {
        Path folder = TARGET.resolve("gateway");
        Folders.delete(folder);
        return GatewayProcess.start(new GatewaySetup(folder, get(store, Loopback.class))
                .server(get(store, SambaDomain.class).first().plain())
                .jvmFlag("-Dio.netty.leakDetection.level=paranoid")
                // Lines that clients cause again and again are then written, and not summarised.
                .jvmFlag("-DDIRGATE_LOG_LEVEL=DEBUG"));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return MAKERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Store store = context.getRoot().getStore(Namespace.create(SharedServers.class));
        return get(store, parameter.getParameter().getType());
    }

    // Closed by the store, as it is AutoCloseable, in the reverse order of making.
    private static <T> T get(Store store, Class<T> type) {
        Function<Store, Object> maker = MAKERS.get(type);
        if (maker == null) {
            throw new IllegalArgumentException("nobody makes a " + type);
        }
        return type.cast(store.getOrComputeIfAbsent(type, wanted -> maker.apply(store)));
    }
}

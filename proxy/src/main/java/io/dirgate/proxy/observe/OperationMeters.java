package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.LdapOp;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the hot path, found by array index instead of by name and tags. A counter is made when its result is first seen;
 * two threads that make the same one get the same one from the registry, so the array needs no lock.
 */
final class OperationMeters {
    private static final int NO_RESPONSE = RfcNames.TABLED_CODES;
    private static final int OTHER = RfcNames.TABLED_CODES + 1;

    private final MeterRegistry registry;
    private final Map<LdapOp, OfOneKind> kinds = new EnumMap<>(LdapOp.class);

    OperationMeters(MeterRegistry registry) {
        this.registry = registry;
        for (LdapOp op : LdapOp.values()) {
            kinds.put(op, new OfOneKind(op));
        }
    }

    void count(OperationFacts operation) {
        Objects.requireNonNull(kinds.get(operation.op())).count(operation);
        String subCode = operation.subCode();
        if (subCode != null) {
            registry.counter(MicrometerMetrics.BIND_FAILURES, "reason", bindFailure(subCode))
                    .increment();
        }
    }

    private final class OfOneKind {
        private final String name;
        private final @Nullable Counter[] byResult = new @Nullable Counter[OTHER + 1];
        private final Timer gateway;
        private final Timer directory;

        OfOneKind(LdapOp op) {
            name = RfcNames.operation(op);
            gateway = timer(MicrometerMetrics.GATEWAY_TIME, Buckets.GATEWAY);
            directory = timer(MicrometerMetrics.DIRECTORY_TIME, Buckets.DIRECTORY);
        }

        void count(OperationFacts operation) {
            ofResult(operation.resultCode()).increment();
            gateway.record(operation.gatewayNanos(), TimeUnit.NANOSECONDS);
            if (operation.directoryNanos() > 0) {
                directory.record(operation.directoryNanos(), TimeUnit.NANOSECONDS);
            }
        }

        private Counter ofResult(int code) {
            int place = code < 0 ? NO_RESPONSE : code < RfcNames.TABLED_CODES ? code : OTHER;
            Counter known = byResult[place];
            if (known == null) {
                known = registry.counter(
                        MicrometerMetrics.OPERATIONS, "op", name, "code", code(place), "result", result(place));
                byResult[place] = known;
            }
            return known;
        }

        private Timer timer(String metric, Duration[] buckets) {
            return Timer.builder(metric)
                    .tags("op", name)
                    .serviceLevelObjectives(buckets)
                    .register(registry);
        }
    }

    private static String code(int place) {
        return switch (place) {
            case NO_RESPONSE -> "none";
            case OTHER -> "other";
            default -> Integer.toString(place);
        };
    }

    private static String result(int place) {
        if (place == NO_RESPONSE) {
            return "none";
        }
        String name = RfcNames.result(place);
        return name == null ? "unnamed" : name;
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
}

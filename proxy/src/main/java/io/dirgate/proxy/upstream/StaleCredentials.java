package io.dirgate.proxy.upstream;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that a directory server has refused for a repeated bind. No session repeats a bind with them, because
 * each attempt counts toward the account's lockout. An entry expires after an hour, or when a client's own bind with
 * the same credential succeeds. Shared by all event loops. Used only after a successful bind and before a repeated one.
 */
final class StaleCredentials {
    /** The oldest entry is removed first. A lost entry costs one more failed bind. */
    private static final int MOST = 10_000;

    /** Longer than the period in which directories count failed binds, by default 30 minutes. */
    private static final Duration KEPT = Duration.ofHours(1);

    private record Refused(BindRefusal refusal, long sinceNanos) {}

    private final LongSupplier clock;
    private final Map<CredentialKey, Refused> refused = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CredentialKey, Refused> eldest) {
            return size() > MOST;
        }
    };
    private volatile boolean empty = true;

    /** @param clock in nanoseconds, like {@link System#nanoTime} */
    StaleCredentials(LongSupplier clock) {
        this.clock = clock;
    }

    boolean isEmpty() {
        return empty;
    }

    synchronized @Nullable BindRefusal refusal(CredentialKey credential) {
        Refused entry = refused.get(credential);
        if (entry != null && clock.getAsLong() - entry.sinceNanos >= KEPT.toNanos()) {
            remove(credential);
            return null;
        }
        return entry == null ? null : entry.refusal;
    }

    synchronized void add(CredentialKey credential, BindRefusal refusal) {
        refused.put(credential, new Refused(refusal, clock.getAsLong()));
        empty = false;
    }

    synchronized void remove(CredentialKey credential) {
        refused.remove(credential);
        empty = refused.isEmpty();
    }
}

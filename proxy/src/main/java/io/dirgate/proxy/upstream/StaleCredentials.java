package io.dirgate.proxy.upstream;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The kept credentials that a directory server has refused. No session repeats a bind with one of them: each try would count toward
 * the account's lockout. An entry ends after an hour, or when a client's own bind with the same credential succeeds. Shared by all
 * event loops; asked only when a bind has succeeded or is to be repeated.
 */
final class StaleCredentials {
    /** The oldest goes first. Losing an entry costs one more failed bind. */
    private static final int MOST = 10_000;

    /** Longer than the window in which directories count failed binds; 30 minutes by default. */
    private static final Duration KEPT = Duration.ofHours(1);

    private record Entry(BindRefusal refusal, long sinceNanos) {}

    private final LongSupplier clock;
    private final Map<CredentialKey, Entry> refused = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CredentialKey, Entry> eldest) {
            return size() > MOST;
        }
    };
    private volatile boolean empty = true;

    /** @param clock in nanoseconds, as {@link System#nanoTime} */
    StaleCredentials(LongSupplier clock) {
        this.clock = clock;
    }

    boolean isEmpty() {
        return empty;
    }

    synchronized @Nullable BindRefusal refusal(CredentialKey credential) {
        Entry entry = refused.get(credential);
        if (entry != null && clock.getAsLong() - entry.sinceNanos >= KEPT.toNanos()) {
            remove(credential);
            return null;
        }
        return entry == null ? null : entry.refusal;
    }

    synchronized void add(CredentialKey credential, BindRefusal refusal) {
        refused.put(credential, new Entry(refusal, clock.getAsLong()));
        empty = false;
    }

    synchronized void remove(CredentialKey credential) {
        refused.remove(credential);
        empty = refused.isEmpty();
    }
}

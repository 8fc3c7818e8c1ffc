package io.dirgate.proxy.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the files of listeners' certificates, asks AWS again for those that are there, and has what changed checked and swapped. Contents are compared, not times: that
 * survives links swapped behind the names (Kubernetes) and file systems without events. A change is acted on once it has stood
 * still for an interval, so that a pair half written is simply not ready yet.
 */
public final class TlsReloader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TlsReloader.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration TICKET_KEY_AGE = Duration.ofHours(8);
    private static final Duration BETWEEN_EXPIRY_CHECKS = Duration.ofHours(1);

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "certificates");
        made.setDaemon(true);
        return made;
    });

    /** AWS may take its time: files and ticket keys are not to wait for it. */
    private final ScheduledExecutorService remoteThread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "aws-certificates");
        made.setDaemon(true);
        return made;
    });

    private final List<Watch> watches;
    private final ExpiryWarnings expiry = new ExpiryWarnings();

    private TlsReloader(List<Watch> watches) {
        this.watches = watches;
    }

    /** Looks every two seconds until closed. */
    public static TlsReloader watch(Collection<TlsContexts> listeners) {
        return watch(listeners, INTERVAL);
    }

    static TlsReloader watch(Collection<TlsContexts> listeners, Duration interval) {
        TlsReloader reloader =
                new TlsReloader(listeners.stream().map(Watch::new).toList());
        reloader.every(interval, () -> reloader.watches.forEach(Watch::look));
        listeners.stream()
                .flatMap(listener -> listener.remotes().stream())
                .forEach(remote -> reloader.ask(remote, remote.interval()));
        reloader.thread.execute(() -> guarded(() -> reloader.warn(listeners)));
        reloader.every(BETWEEN_EXPIRY_CHECKS, () -> reloader.warn(listeners));
        reloader.every(TICKET_KEY_AGE, () -> listeners.forEach(TlsContexts::rotateTicketKeys));
        return reloader;
    }

    private void warn(Collection<TlsContexts> listeners) {
        // Several listeners may serve the same one.
        expiry.look(
                listeners.stream()
                        .flatMap(listener -> listener.certificates().stream())
                        .distinct()
                        .toList(),
                Instant.now());
    }

    /** Looks at once, without waiting for a change to stand still: somebody says that it is complete. */
    public void lookNow() {
        thread.execute(() -> guarded(() -> watches.forEach(Watch::lookNow)));
    }

    private void every(Duration interval, Runnable task) {
        thread.scheduleWithFixedDelay(
                () -> guarded(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Fetches after the pause, then again and again; what is new is found by looking, as with files. */
    private void ask(RemoteCertificate remote, Duration pause) {
        // Many gateways are not to ask in step.
        long millis = (long) (pause.toMillis() * ThreadLocalRandom.current().nextDouble(0.9, 1.1));
        remoteThread.schedule(() -> ask(remote, refreshed(remote)), millis, TimeUnit.MILLISECONDS);
    }

    private static Duration refreshed(RemoteCertificate remote) {
        try {
            return remote.refresh();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("fetching a certificate failed, going on");
            return remote.interval();
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("watching certificates failed, going on");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        remoteThread.shutdownNow();
        try {
            // Whoever closes the listeners next takes AWS's clients away: nobody is to be in the middle of a call.
            remoteThread.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was last seen of one listener's files. */
    static final class Watch {
        private final TlsContexts contexts;
        private String seen;

        Watch(TlsContexts contexts) {
            this.contexts = contexts;
            this.seen = contexts.digest();
        }

        void look() {
            try (FileContents files = contexts.read()) {
                String digest = files.digest();
                if (digest.equals(seen) && !digest.equals(contexts.digest())) {
                    contexts.reload(files);
                }
                seen = digest;
            }
        }

        void lookNow() {
            try (FileContents files = contexts.read()) {
                seen = files.digest();
                if (!seen.equals(contexts.digest())) {
                    contexts.reload(files);
                }
            }
        }
    }
}

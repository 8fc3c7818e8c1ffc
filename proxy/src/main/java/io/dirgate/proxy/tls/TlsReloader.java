package io.dirgate.proxy.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the files of listeners' certificates and of the directory's authorities, fetches certificates from AWS
 * repeatedly, and reloads changed ones. Compares contents instead of times, which also works with symbolic links that
 * are replaced (Kubernetes) and with file systems without events. A change takes effect after it has been stable for an
 * interval, so that a half-written pair is not used.
 */
public final class TlsReloader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TlsReloader.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration TICKET_KEY_AGE = Duration.ofHours(8);
    private static final Duration BETWEEN_EXPIRY_CHECKS = Duration.ofHours(1);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "certificates");
        made.setDaemon(true);
        return made;
    });

    /** A separate thread, because calls to AWS may be slow and must not delay files and ticket keys. */
    private final ScheduledExecutorService remoteThread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "aws-certificates");
        made.setDaemon(true);
        return made;
    });

    private final ExpiryWarnings expiry = new ExpiryWarnings();
    private volatile List<TlsContexts> listeners = List.of();
    private volatile List<Watch> watches = List.of();

    private TlsReloader(Duration interval) {
        every(interval, () -> watches.forEach(Watch::look));
        every(BETWEEN_EXPIRY_CHECKS, this::warn);
        every(TICKET_KEY_AGE, () -> listeners.forEach(TlsContexts::rotateTicketKeys));
    }

    /** Starts to check the {@linkplain #follow followed} files every two seconds, until it is closed. */
    public static TlsReloader start() {
        return new TlsReloader(INTERVAL);
    }

    static TlsReloader watch(Collection<TlsContexts> listeners, Duration interval) {
        TlsReloader reloader = new TlsReloader(interval);
        reloader.follow(listeners, null);
        return reloader;
    }

    /**
     * Sets the files to watch.
     *
     * @param directory null to watch no authorities
     */
    public synchronized void follow(Collection<TlsContexts> served, @Nullable UpstreamTls directory) {
        List<TlsContexts> before = listeners;
        Map<WatchedFiles, Watch> known = new HashMap<>();
        watches.forEach(watch -> known.put(watch.files, watch));
        listeners = served.stream().distinct().toList();
        watches = Stream.concat(listeners.stream(), Stream.ofNullable(directory))
                .map(files -> known.getOrDefault(files, new Watch(files)))
                .toList();
        listeners.stream()
                .filter(each -> !before.contains(each))
                .flatMap(each -> each.remotes().stream())
                .forEach(remote -> ask(remote, remote.interval()));
        // Runs after a call to AWS that is in progress.
        before.stream()
                .filter(each -> !listeners.contains(each))
                .flatMap(each -> each.remotes().stream())
                .forEach(gone -> remoteThread.execute(gone::close));
        thread.execute(() -> guarded(this::warn));
    }

    private void warn() {
        // Several listeners may serve the same certificate.
        expiry.look(
                listeners.stream()
                        .flatMap(listener -> listener.certificates().stream())
                        .distinct()
                        .toList(),
                Instant.now());
    }

    /**
     * Checks immediately, without waiting until a change is stable, because an operator has signalled that it is
     * complete.
     */
    public void lookNow() {
        thread.execute(() -> guarded(() -> watches.forEach(Watch::lookNow)));
    }

    private void every(Duration interval, Runnable task) {
        thread.scheduleWithFixedDelay(
                () -> guarded(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Fetches after the pause, then repeatedly. A changed certificate is detected like a changed file. */
    private void ask(RemoteCertificate remote, Duration pause) {
        // Jitter, so that several gateways do not query in step.
        long millis = (long) (pause.toMillis() * ThreadLocalRandom.current().nextDouble(0.9, 1.1));
        remoteThread.schedule(
                () -> {
                    if (listeners.stream().anyMatch(each -> each.remotes().contains(remote))) {
                        ask(remote, refreshed(remote));
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
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
            // The caller closes the AWS clients next, so no call may be in progress.
            remoteThread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last known state of some files. */
    static final class Watch {
        private final WatchedFiles files;
        private String seen;

        Watch(WatchedFiles files) {
            this.files = files;
            this.seen = files.digest();
        }

        void look() {
            try (FileContents contents = files.read()) {
                String digest = contents.digest();
                if (digest.equals(seen) && !digest.equals(files.digest())) {
                    files.reload(contents);
                }
                seen = digest;
            }
        }

        void lookNow() {
            try (FileContents contents = files.read()) {
                seen = contents.digest();
                if (!seen.equals(files.digest())) {
                    files.reload(contents);
                }
            }
        }
    }
}

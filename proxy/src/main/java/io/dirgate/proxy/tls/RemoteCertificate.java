package io.dirgate.proxy.tls;

import io.dirgate.proxy.aws.AwsException;
import io.dirgate.proxy.config.CertificateConfig;
import io.dirgate.proxy.observe.ProxyMetrics;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A certificate in AWS. Keeps the last fetched candidates, in the order of preference. */
final class RemoteCertificate implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RemoteCertificate.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);

    private final RemoteSource source;
    private final @Nullable CertificateCache cache;
    private final ProxyMetrics metrics;
    private Duration retry = FIRST_RETRY;
    private List<Candidate> cached = List.of();
    private volatile List<Candidate> candidates = List.of();

    RemoteCertificate(RemoteSource source, @Nullable CertificateCache cache, ProxyMetrics metrics) {
        this.source = source;
        this.cache = cache;
        this.metrics = metrics;
    }

    /** Null if the certificate is in files. */
    static @Nullable RemoteCertificate of(String section, CertificateConfig config, ProxyMetrics metrics) {
        RemoteSource source;
        if (config.acm() != null) {
            source = new AcmSource(section + ".acm", config.acm());
        } else if (config.secretsManager() != null) {
            source = new SecretSource(section + ".secretsManager", config.secretsManager(), config.passphraseFile());
        } else {
            return null;
        }
        CertificateCache cache =
                config.cache() == null ? null : new CertificateCache(section + ".cache", config.cache());
        return new RemoteCertificate(source, cache, metrics);
    }

    /** @throws TlsException if neither AWS nor a cache provides a candidate */
    void fetchFirst() throws TlsException {
        TlsException failure = fetch();
        if (cache != null && cache.exists()) {
            cached = List.of(cache.read());
        }
        if (failure != null && cached.isEmpty()) {
            throw failure;
        } else if (failure != null) {
            log.atWarn()
                    .addKeyValue("reason", failure.getMessage())
                    .log("certificate cannot be fetched, the cached one is taken");
        }
    }

    /** @return time until the next call */
    Duration refresh() {
        TlsException failure = fetch();
        if (failure == null) {
            retry = FIRST_RETRY;
            return source.refresh();
        }
        log.atWarn()
                .addKeyValue("reason", failure.getMessage())
                .log("certificate cannot be fetched, the one before is still served");
        Duration pause = retry.compareTo(source.refresh()) < 0 ? retry : source.refresh();
        retry = retry.multipliedBy(2);
        return pause;
    }

    private @Nullable TlsException fetch() {
        TlsException failure = null;
        try {
            candidates = source.fetch();
        } catch (AwsException e) {
            failure = new TlsException(source.setting(), e.getMessage(), e);
        } catch (TlsException e) {
            failure = e;
        }
        metrics.certificateFetched(source.setting().replaceAll(".*\\.", ""), failure == null);
        return failure;
    }

    Duration interval() {
        return source.refresh();
    }

    String setting() {
        return source.setting();
    }

    /** The last candidates from AWS, then the candidate that the cache contained at the start. */
    List<Candidate> candidates() {
        return Stream.concat(candidates.stream(), cached.stream()).toList();
    }

    /** Records that the credential is served, and caches it for a start without AWS. */
    void served(Credential credential) {
        boolean fromAws = candidates.stream().anyMatch(candidate -> credential.equals(candidate.credential()));
        if (cache != null && fromAws && !credential.equals(cache.read().credential())) {
            cache.write(credential);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}

package io.dirgate.proxy.tls;

import io.dirgate.proxy.aws.AwsException;
import java.time.Duration;
import java.util.List;

/** A place outside this machine where a certificate and its key are kept. Asking blocks: it is no event loop's business. */
interface RemoteSource extends AutoCloseable {
    /**
     * The best one first.
     *
     * @throws TlsException if there is nothing that could ever be served, with the setting
     */
    List<Candidate> fetch() throws AwsException, TlsException;

    /** Below the certificate's section, for messages: {@code acm} or {@code secretsManager}. */
    String setting();

    Duration refresh();

    @Override
    void close();
}

package io.dirgate.proxy.tls;

import io.dirgate.proxy.aws.AwsException;
import java.time.Duration;
import java.util.List;

/** A store outside this machine for a certificate and its key. Calls block, so they must not run on an event loop. */
interface RemoteSource extends AutoCloseable {
    /**
     * The candidates, the best one first.
     *
     * @throws TlsException if none of them can ever be served; contains the setting
     */
    List<Candidate> fetch() throws AwsException, TlsException;

    /** Name of the setting below the certificate's section, for messages: {@code acm} or {@code secretsManager}. */
    String setting();

    Duration refresh();

    @Override
    void close();
}

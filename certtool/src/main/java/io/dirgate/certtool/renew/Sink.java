package io.dirgate.certtool.renew;

/** Another place that needs the certificate. It gets the certificate at each run; if it already has it, nothing changes. */
interface Sink {
    /** Copies the folder's certificate there, and says what happened. Changes nothing if {@code dryRun}. */
    HandOver handOver(boolean dryRun) throws Exception;
}

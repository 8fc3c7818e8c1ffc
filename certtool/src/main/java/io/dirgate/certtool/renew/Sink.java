package io.dirgate.certtool.renew;

/** Someone beside the folder who serves the certificate. Handing over what he has already changes nothing, so it is done at each run. */
interface Sink {
    /** Gives him what the folder holds and says what happened; changes nothing if {@code dryRun}. */
    HandOver handOver(boolean dryRun) throws Exception;
}

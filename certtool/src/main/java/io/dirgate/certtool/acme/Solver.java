package io.dirgate.certtool.acme;

import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.util.List;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;

/** One way to prove to the CA that names are ours. */
interface Solver extends AutoCloseable {
    /** Told all that will be proved, before the first. */
    default void begin(List<Authorization> authorizations) throws Exception {}

    /** Prepares the proof, and returns the challenge, which can then be triggered. */
    Challenge prepare(Authorization authorization) throws IOException, InterruptedException;

    /** What to check if the CA did not find the proof for this name. */
    String advice(String name);

    /** Takes back all that was put in place. May be called by another thread, and twice. */
    @Override
    void close();

    static Dns01Challenge dns01(Authorization authorization) {
        return authorization
                .findChallenge(Dns01Challenge.class)
                .orElseThrow(() -> new Failure("the CA offers no DNS-01 for "
                        + authorization.getIdentifier().getValue()));
    }
}

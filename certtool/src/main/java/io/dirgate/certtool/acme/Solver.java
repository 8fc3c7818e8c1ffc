package io.dirgate.certtool.acme;

import java.io.IOException;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.challenge.Challenge;

/** One way to prove to the CA that a name is ours. */
interface Solver extends AutoCloseable {
    /** Puts in place what the CA will look for, and returns the challenge that is then ready to be triggered. */
    Challenge prepare(Authorization authorization) throws IOException, InterruptedException;

    /** Takes back all that was put in place. */
    @Override
    void close();
}

package io.dirgate.certtool.check;

import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.probe.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The walk through one server without an account, in one line: for those who look at many. */
public record ServerCheck(Trust trust, Instant now, Duration timeout) {
    /** The first step that is wrong, else the last one that is fine. */
    public Step summary(Endpoint endpoint, InetAddress address, String expectedName) throws IOException {
        DirectoryWalk walk = new DirectoryWalk(endpoint, null, null, timeout);
        List<Step> steps = new ArrayList<>(new AddressCheck(trust, expectedName, now, walk).run(address));
        // Who configures a server without TLS has chosen so.
        steps.removeIf(
                step -> step.status() == Step.Status.SKIPPED || step.code().equals(AddressCheck.NO_TLS));
        Step summary = steps.get(0);
        for (Step step : steps) {
            boolean graver = step.status().compareTo(summary.status()) > 0;
            summary =
                    graver || (step.status() == Step.Status.OK && summary.status() == Step.Status.OK) ? step : summary;
        }
        return summary;
    }
}

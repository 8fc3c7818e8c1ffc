package io.dirgate.certtool.check;

import io.dirgate.certtool.pki.Trust;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.report.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Tests one server without an account, with one finding. */
public record ServerCheck(Trust trust, Instant now, Duration timeout) {
    /** The first step that is wrong, else the last one that is fine. */
    public Finding summary(Endpoint endpoint, InetAddress address, String expectedName) throws IOException {
        DirectoryWalk walk = new DirectoryWalk(endpoint, null, null, timeout);
        List<Finding> steps = new ArrayList<>(new AddressCheck(trust, expectedName, now, walk).run(address));
        steps.removeIf(step -> step.severity() == Finding.Severity.SKIPPED);
        Finding summary = steps.get(0);
        for (Finding step : steps) {
            boolean graver = step.severity().compareTo(summary.severity()) > 0;
            summary = graver || (!step.isBad() && !summary.isBad()) ? step : summary;
        }
        return new Finding(summary.code(), summary.severity(), endpoint.toString(), summary.message());
    }
}

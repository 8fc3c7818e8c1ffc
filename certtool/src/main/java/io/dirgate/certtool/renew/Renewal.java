package io.dirgate.certtool.renew;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.report.Finding;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn: look, renew if need be, hand over. The folder is changed in one step, and who has not got the new certificate before a
 * kill gets it at the next turn, for handing over goes by what the folder holds.
 */
record Renewal(Path folder, State.Wanted wanted, Source source, List<Sink> sinks, Clock clock) {
    /**
     * What a turn did, or would do.
     *
     * @param renewed whether there is a new certificate, or in a dry run whether there would be
     * @param reason why, or why not
     * @param next when the next one is due, null if there is none yet
     * @param handedOver the result of each sink
     * @param made the new certificate, null if there is none
     * @param findings warnings of coming problems
     */
    record Turn(
            boolean renewed,
            String reason,
            @Nullable Instant next,
            List<HandOver> handedOver,
            @JsonUnwrapped @Nullable Made made,
            List<Finding> findings) {}

    Turn turn(boolean always, boolean dryRun) throws Exception {
        State before = state();
        String reason = before.reason() != null ? before.reason() : always ? "it was asked for" : null;
        Made made = reason != null && !dryRun ? source.renew() : null;
        State after = reason == null || dryRun ? before : state();
        List<HandOver> handedOver = new ArrayList<>();
        if (after.next() != null) {
            for (Sink sink : sinks) {
                handedOver.add(sink.handOver(dryRun));
            }
        }
        return new Turn(
                reason != null,
                reason != null ? reason : "it is not due before " + after.next(),
                after.next(),
                handedOver,
                made,
                source.warnings());
    }

    private State state() throws Exception {
        return State.of(folder, source.present(), wanted, source, clock.instant());
    }
}

package io.dirgate.certtool.cli;

import io.dirgate.certtool.report.Finding;
import java.util.Collection;

/** How a command ended. The one place that knows the exit codes; scripts and monitoring rely on the numbers. */
public enum Outcome {
    /** Done, and nothing is due. */
    FINE(0, 0),
    /** The command could not do what was asked, or what it looked at is wrong. */
    FAILED(1, 2),
    /** The command line itself is wrong; nothing was tried. */
    USAGE(2, 4),
    /** Something should be renewed or looked at soon. */
    DUE(3, 1),
    /** Something has expired, or is so close to it that clients fail. */
    EXPIRED(4, 3);

    private final int exitCode;
    private final int severity;

    Outcome(int exitCode, int severity) {
        this.exitCode = exitCode;
        this.severity = severity;
    }

    public int exitCode() {
        return exitCode;
    }

    /** How a command ends that has found all this: errors fail it, a warning makes it due, an end of life has a code of its own. */
    public static Outcome of(Collection<Finding> findings) {
        return findings.stream().map(Outcome::of).reduce(FINE, Outcome::orWorse);
    }

    private static Outcome of(Finding finding) {
        return switch (finding.severity()) {
            case OK, SKIPPED, INFO -> FINE;
            case WARNING -> DUE;
            case ERROR -> finding.isEnd() ? EXPIRED : FAILED;
        };
    }

    /** The worse of the two. */
    public Outcome orWorse(Outcome other) {
        return other.severity > severity ? other : this;
    }
}

package io.dirgate.certtool.cli;

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

    /** The graver of the two, for a command that looks at several things. */
    public Outcome orWorse(Outcome other) {
        return other.severity > severity ? other : this;
    }
}

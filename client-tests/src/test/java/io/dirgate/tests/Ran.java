package io.dirgate.tests;

/** A program run to its end. */
record Ran(int exitCode, String out, String err) {
    Ran mustSucceed() {
        if (exitCode != 0) {
            throw new IllegalStateException("exit code " + exitCode + "\n" + err + out);
        }
        return this;
    }
}

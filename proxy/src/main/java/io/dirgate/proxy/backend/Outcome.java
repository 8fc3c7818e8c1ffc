package io.dirgate.proxy.backend;

/** The result of a probe. */
sealed interface Outcome {
    /** The server answered with its rootDSE. */
    record Answered(RootDse rootDse) implements Outcome {}

    /** The server failed the probe. */
    record Failed(String fault) implements Outcome {}

    /** The gateway could not probe the server, so nothing new is known. */
    record NotAsked(String why) implements Outcome {}
}

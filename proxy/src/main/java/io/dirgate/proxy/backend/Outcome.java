package io.dirgate.proxy.backend;

/** How a probe ended. */
sealed interface Outcome {
    /** With the server's word of itself. */
    record Answered(RootDse rootDse) implements Outcome {}

    /** With what is wrong with the server. */
    record Failed(String fault) implements Outcome {}

    /** The gateway itself could not ask: nothing is known of the server that was not known before. */
    record NotAsked(String why) implements Outcome {}
}

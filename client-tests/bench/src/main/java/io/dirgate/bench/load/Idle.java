package io.dirgate.bench.load;

/** Connections that have bound, so that they have their share of the directory server's side, and then say nothing. */
public final class Idle extends Persistent {
    public Idle(Target target, int connections) {
        super(target, connections);
    }

    @Override
    void onBound(Client client) {
        // That was all.
    }

    @Override
    void onAnswered(Client client) {
        // Nothing was asked.
    }
}

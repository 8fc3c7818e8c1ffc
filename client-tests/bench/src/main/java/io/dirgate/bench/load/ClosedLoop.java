package io.dirgate.bench.load;

/** Each connection keeps a number of requests in flight: an answer is followed by the next request. */
public final class ClosedLoop extends Persistent {
    private final int window;
    private final Operation operation;

    /** @param window requests of a connection in flight */
    public ClosedLoop(Target target, int connections, int window, Operation operation) {
        super(target, connections);
        this.window = window;
        this.operation = operation;
    }

    @Override
    void onBound(Client client) {
        for (int i = 0; i < window; i++) {
            onAnswered(client);
        }
    }

    @Override
    void onAnswered(Client client) {
        client.send(operation, System.nanoTime());
    }
}

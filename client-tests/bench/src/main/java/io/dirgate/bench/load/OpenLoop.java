package io.dirgate.bench.load;

import java.util.concurrent.TimeUnit;

/**
 * Requests at a fixed rate, whatever the answers do. A latency counts from when its request was due, so an answer that holds
 * others up is paid for by each of them.
 */
public final class OpenLoop extends Persistent {
    private final long interval;
    private final Operation operation;
    private long due;
    private int next;

    /** @param rate requests a second, over all connections */
    public OpenLoop(Target target, int connections, int rate, Operation operation) {
        super(target, connections);
        interval = TimeUnit.SECONDS.toNanos(1) / rate;
        this.operation = operation;
    }

    @Override
    void onBound(Client client) {
        if (isUnderWay()) {
            due = System.nanoTime();
            tick();
        }
    }

    private void tick() {
        long now = System.nanoTime();
        for (; due <= now && !isStopped(); due += interval) {
            Client client = clients().get(next++ % clients().size());
            client.send(operation, due);
            client.flush();
        }
        if (!isStopped() && tally().failure() == null) {
            target.loop().schedule(this::tick, due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    void onAnswered(Client client) {
        // The next request comes when it is due.
    }
}

package io.dirgate.bench.load;

import java.util.ArrayList;
import java.util.List;

/** Connections that stay, and among which a kind of load is spread; each has bound before it asks anything. */
abstract class Persistent extends Load {
    private static final Operation BIND = Operation.bind();
    private static final Operation UNBIND = Operation.unbind();

    private final int connections;
    private final List<Client> clients = new ArrayList<>();
    private int begun;
    private int open;
    private boolean stopped;

    protected Persistent(Target target, int connections) {
        super(target);
        this.connections = connections;
    }

    /** They are opened one after the other: no proxy is judged by its listen backlog. */
    @Override
    public void start() {
        connectNext();
    }

    private void connectNext() {
        if (begun < connections && !stopped) {
            begun++;
            target.connect(this);
        }
    }

    @Override
    public void stop() {
        stopped = true;
        List.copyOf(clients).forEach(this::closeIfDone);
    }

    private void closeIfDone(Client client) {
        if (client.inFlight() == 0) {
            client.send(UNBIND, 0);
            client.close();
        }
    }

    @Override
    public boolean isOver() {
        return open == 0;
    }

    @Override
    public boolean isUnderWay() {
        return clients.size() == connections;
    }

    @Override
    final void onReady(Client client) {
        open++;
        client.send(BIND, System.nanoTime());
        client.flush();
    }

    @Override
    final void onAnswer(Client client, Operation operation, long nanos) {
        boolean first = operation == BIND;
        if (first) {
            clients.add(client);
            connectNext();
        } else {
            tally().completed(nanos);
        }
        if (stopped) {
            closeIfDone(client);
        } else if (first) {
            onBound(client);
        } else {
            onAnswered(client);
        }
    }

    abstract void onBound(Client client);

    abstract void onAnswered(Client client);

    @Override
    final void onClosed(Client client) {
        open--;
        clients.remove(client);
    }

    /** The connections that have bound. */
    final List<Client> clients() {
        return clients;
    }

    final boolean isStopped() {
        return stopped;
    }
}

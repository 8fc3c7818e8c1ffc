package io.dirgate.bench.load;

/** What applications do that know no connection pool: connect, TLS, bind, search, unbind, over and over. An operation is a whole session. */
public final class Sessions extends Load {
    private static final Operation UNBIND = Operation.unbind();

    private final int concurrency;
    private final Operation bind;
    private final Operation search;
    private int open;
    private boolean stopped;

    /** @param concurrency sessions at a time */
    public Sessions(Target target, int concurrency, Operation bind, Operation search) {
        super(target);
        this.concurrency = concurrency;
        this.bind = bind;
        this.search = search;
    }

    @Override
    public void start() {
        for (int i = 0; i < concurrency; i++) {
            begin();
        }
    }

    private void begin() {
        open++;
        target.connect(this);
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public boolean isOver() {
        return open == 0;
    }

    @Override
    void onReady(Client client) {
        client.send(bind, System.nanoTime());
    }

    @Override
    void onAnswer(Client client, Operation operation, long nanos) {
        if (operation == bind) {
            client.send(search, System.nanoTime());
        } else {
            tally().completed(System.nanoTime() - client.begun());
            client.send(UNBIND, 0);
            client.close();
        }
    }

    @Override
    void onClosed(Client client) {
        open--;
        if (!stopped && tally().failure() == null) {
            begin();
        }
    }
}

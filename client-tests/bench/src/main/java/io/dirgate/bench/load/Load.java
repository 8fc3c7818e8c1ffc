package io.dirgate.bench.load;

/** Decides what is asked when. Lives on the target's event loop, where all of its methods are called. */
public abstract class Load {
    protected final Target target;
    private final Tally tally = new Tally();

    protected Load(Target target) {
        this.target = target;
    }

    public final Tally tally() {
        return tally;
    }

    public abstract void start();

    /** Asks nothing more, and ends once all is answered. */
    public abstract void stop();

    /** Whether all connections are closed, after {@link #stop()}. */
    public abstract boolean isOver();

    /** Whether all connections that are to stay stand. */
    public boolean isUnderWay() {
        return true;
    }

    abstract void onReady(Client client);

    abstract void onAnswer(Client client, Operation operation, long nanos);

    abstract void onClosed(Client client);
}

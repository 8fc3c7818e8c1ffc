package io.dirgate.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections to directory servers clients hold that have not bound: without a limit of their own they could take every
 * connection that the servers accept. One for the process, shared by all event loops.
 */
public final class AnonymousConnections {
    private volatile int limit;
    private final AtomicInteger held = new AtomicInteger();

    public AnonymousConnections(int limit) {
        this.limit = limit;
    }

    /** Those that hold one too many keep it. */
    public void limit(int connections) {
        limit = connections;
    }

    public int limit() {
        return limit;
    }

    /** One session's place, not taken yet; used on the session's event loop only. */
    public Place place() {
        return new Place();
    }

    /** One session's part: a session has at most one connection. */
    public final class Place {
        private boolean taken;

        private Place() {}

        /** Takes the place, unless the session has it already; false if there is none left. */
        public boolean take() {
            if (!taken) {
                taken = held.incrementAndGet() <= limit;
                if (!taken) {
                    held.decrementAndGet();
                }
            }
            return taken;
        }

        /** Takes the place whatever the limit, for a session that had it a moment ago, with a server that it has lost. */
        public void takeBack() {
            if (!taken) {
                taken = true;
                held.incrementAndGet();
            }
        }

        public void free() {
            if (taken) {
                taken = false;
                held.decrementAndGet();
            }
        }
    }
}

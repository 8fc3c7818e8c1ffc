package io.dirgate.proxy.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections to directory servers clients hold that have not bound: without a limit of their own they could take every
 * connection that the servers accept. One for the process, shared by all event loops.
 */
public final class AnonymousConnections {
    private final int limit;
    private final AtomicInteger held = new AtomicInteger();

    public AnonymousConnections(int limit) {
        this.limit = limit;
    }

    int limit() {
        return limit;
    }

    /** One session's place, not taken yet; used on the session's event loop only. */
    Place place() {
        return new Place();
    }

    /** One session's part: a session has at most one connection. */
    final class Place {
        private boolean taken;

        private Place() {}

        /** Takes the place, unless the session has it already; false if there is none left. */
        boolean take() {
            if (!taken) {
                taken = held.incrementAndGet() <= limit;
                if (!taken) {
                    held.decrementAndGet();
                }
            }
            return taken;
        }

        /** Takes the place whatever the limit, for a session that had it a moment ago, with a server that it has lost. */
        void takeBack() {
            if (!taken) {
                taken = true;
                held.incrementAndGet();
            }
        }

        void free() {
            if (taken) {
                taken = false;
                held.decrementAndGet();
            }
        }
    }
}

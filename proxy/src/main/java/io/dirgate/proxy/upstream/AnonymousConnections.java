package io.dirgate.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits the server connections of clients that have not bound. Without this limit, such clients could use up all
 * connections that the directory servers accept. One instance per process, shared by all event loops.
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

    /** Creates a session's place. It is not taken yet. Used on the session's event loop only. */
    public Place place() {
        return new Place();
    }

    /** The place of one session. A session has at most one connection. */
    public final class Place {
        private boolean taken;

        private Place() {}

        /**
         * Takes the place, unless the session already has it.
         *
         * @return false if no place is free
         */
        public boolean take() {
            if (!taken) {
                taken = held.incrementAndGet() <= limit;
                if (!taken) {
                    held.decrementAndGet();
                }
            }
            return taken;
        }

        /**
         * Takes the place even beyond the limit, for a session that has just lost its server together with its place.
         */
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

package io.dirgate.proxy.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** What must be ended, the last begun first: by the command itself when it fails, or by another thread on Ctrl-C at any moment. */
final class Leftovers implements AutoCloseable {
    private final Deque<AutoCloseable> begun = new ArrayDeque<>();
    private boolean closed;

    /** Takes charge of something that has just begun; when all is over already, ends it at once. */
    synchronized <T extends AutoCloseable> T add(T something) {
        begun.push(something);
        if (closed) {
            close();
        }
        return something;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!begun.isEmpty()) {
            try {
                begun.pop().close();
            } catch (Exception e) {
                // The rest is to be ended all the same.
            }
        }
    }
}

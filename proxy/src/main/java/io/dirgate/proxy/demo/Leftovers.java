package io.dirgate.proxy.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes resources in reverse order: on the command's own thread if it fails, or on another thread on Ctrl-C at any
 * time.
 */
final class Leftovers implements AutoCloseable {
    private final Deque<AutoCloseable> begun = new ArrayDeque<>();
    private boolean closed;

    /** Adds a resource. Closes it immediately if this object is already closed. */
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
                // Close the remaining resources anyway.
            }
        }
    }
}

package io.dirgate.certtool.acme;

/** Runs some work if the process gets SIGTERM or SIGINT while this is open. */
final class AtExit implements AutoCloseable {
    private final Thread thread;

    AtExit(Runnable work) {
        thread = new Thread(work, "at exit");
        Runtime.getRuntime().addShutdownHook(thread);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException ending) {
            // The process is ending, and the work is running.
        }
    }
}

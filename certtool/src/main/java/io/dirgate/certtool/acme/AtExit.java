package io.dirgate.certtool.acme;

/** Does something when the process is told to end (SIGTERM, SIGINT) while this is open. */
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
            // The process ends; the work is being done.
        }
    }
}

package io.dirgate.proxy.tls;

/** Changed files of a listener that were checked and can be served. */
public final class Renewal implements AutoCloseable {
    private final TlsContexts contexts;
    private final FileContents files;

    Renewal(TlsContexts contexts, FileContents files) {
        this.contexts = contexts;
        this.files = files;
    }

    /** Serves them to new handshakes. */
    public void apply() {
        contexts.reload(files);
    }

    /** Overwrites the contents, because they include private keys. */
    @Override
    public void close() {
        files.close();
    }
}

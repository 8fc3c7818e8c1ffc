package io.dirgate.proxy.tls;

/** An object that is loaded from files and reloaded when they change. */
interface WatchedFiles {
    FileContents read();

    /** Digest of the files that were last examined, whether used or refused. */
    String digest();

    /** Uses the new contents. If that is impossible, logs the reason and keeps the previous ones. */
    void reload(FileContents files);
}

package io.dirgate.proxy.tls;

/** What is made of files, and made anew when they change. */
interface WatchedFiles {
    FileContents read();

    /** Of the files as last looked at, used or refused. */
    String digest();

    /** Uses what was read; if that is not possible, says why and goes on with what there is. */
    void reload(FileContents files);
}

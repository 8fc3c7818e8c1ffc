package io.dirgate.certtool.files;

import java.io.IOException;

/** The right to change a folder, until it is closed. Whoever has it may take it again; the last one closed gives the folder free. */
public interface FolderLock extends AutoCloseable {
    @Override
    void close() throws IOException;
}

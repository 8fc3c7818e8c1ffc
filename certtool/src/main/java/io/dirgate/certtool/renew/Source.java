package io.dirgate.certtool.renew;

import java.io.IOException;
import java.util.List;

/** Who makes the next certificate and puts it into the folder, key and all, in one step. */
interface Source {
    /** What the folder holds now. */
    Present present() throws IOException;

    void renew() throws Exception;

    /** What will hinder it before long, in words. */
    List<String> warnings() throws IOException;
}

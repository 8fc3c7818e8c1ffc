package io.dirgate.certtool.renew;

/** Who makes the next certificate and puts it into the folder, key and all, in one step. */
interface Source {
    void renew() throws Exception;
}

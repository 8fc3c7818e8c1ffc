package io.dirgate.certtool.cli;

/** What the command at the top of the line gives to all below it. */
public interface Root {
    Context context();

    /** Whether stack traces and requests (without secrets) are to be shown. */
    boolean debug();
}

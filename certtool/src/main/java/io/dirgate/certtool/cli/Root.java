package io.dirgate.certtool.cli;

/** The context that the top command gives to all commands. */
public interface Root {
    Context context();

    /** Whether stack traces and requests (without secrets) are to be shown. */
    boolean debug();
}

package io.dirgate.certtool.cli;

import org.jspecify.annotations.Nullable;

/** The variables that a process was started with. */
@FunctionalInterface
public interface Environment {
    /** The variable's value; null where it is not set. */
    @Nullable
    String get(String variable);
}

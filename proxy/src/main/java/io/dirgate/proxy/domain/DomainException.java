package io.dirgate.proxy.domain;

import java.util.List;

/** Settings of a directory that cannot be followed. */
public final class DomainException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    DomainException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One a line, each with its YAML path. */
    public List<String> problems() {
        return problems;
    }
}

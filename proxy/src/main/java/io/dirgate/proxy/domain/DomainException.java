package io.dirgate.proxy.domain;

import java.util.List;

/** Changed settings of a directory cannot be applied. */
public final class DomainException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    DomainException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One problem per line, each with its YAML path. */
    public List<String> problems() {
        return problems;
    }
}

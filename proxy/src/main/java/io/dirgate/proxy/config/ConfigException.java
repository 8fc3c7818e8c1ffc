package io.dirgate.proxy.config;

import java.util.List;

/** A configuration file that cannot be used. The message is for people: the file, then each problem on a line of its own. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** At least one problem. */
    public ConfigException(String file, List<String> problems) {
        super(file + ":\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** All of them, each with its YAML path, the value and what is allowed. */
    public List<String> problems() {
        return problems;
    }
}

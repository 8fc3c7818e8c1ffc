package io.dirgate.proxy.config;

import java.util.List;

/** A configuration file is invalid. The message is for people: the file, then each problem on its own line. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** @param problems at least one */
    public ConfigException(String file, List<String> problems) {
        super(file + ":\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** All problems, each with its YAML path, the value, and the permitted values. */
    public List<String> problems() {
        return problems;
    }
}

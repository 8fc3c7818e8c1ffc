package io.dirgate.certtool.probe;

import java.util.Locale;

/** The steps of a client up to its answer, in order. */
public enum Stage {
    NAME("the name is resolved"),
    ADDRESSES("every address answers"),
    TCP("a connection opens"),
    TLS("it becomes private"),
    CERTIFICATE("the certificate is good and trusted"),
    ROOT_DSE("the directory introduces itself"),
    BIND("the account can bind"),
    SEARCH("the search base is there"),
    REFERENCES("nothing leads out of TLS");

    private final String meaning;

    Stage(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

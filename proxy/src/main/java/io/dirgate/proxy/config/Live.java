package io.dirgate.proxy.config;

/** What a changed setting takes effect on when the configuration is read again. */
enum Live {
    /** As the section that it is in; the outermost ones are {@link #NOW}. */
    AS_ITS_SECTION("now"),
    /** All that goes on, established sessions included. */
    NOW("now"),
    /** Clients that connect from then on. */
    NEW_CLIENTS("new clients"),
    /** Connections to directory servers that are made from then on. */
    NEW_SERVER_CONNECTIONS("new server connections"),
    /** Nothing: a file with another value is refused as long as the gateway runs. */
    RESTART("restart");

    private final String words;

    Live(String words) {
        this.words = words;
    }

    /** What holds within a section of which {@code outer} holds. */
    Live within(Live outer) {
        return this == AS_ITS_SECTION ? outer : this;
    }

    @Override
    public String toString() {
        return words;
    }
}

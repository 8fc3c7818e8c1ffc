package io.dirgate.proxy.config;

/** The scope in which a changed setting takes effect after a reload. */
enum Live {
    /** The scope of the section that contains the setting. For the outermost sections, {@link #NOW}. */
    AS_ITS_SECTION("now"),
    /** Everything, including established sessions. */
    NOW("now"),
    /** New client connections. */
    NEW_CLIENTS("new clients"),
    /** New connections to directory servers. */
    NEW_SERVER_CONNECTIONS("new server connections"),
    /** The setting cannot change while the gateway runs. A reload with another value is refused. */
    RESTART("restart");

    private final String words;

    Live(String words) {
        this.words = words;
    }

    /** The effective scope within a section with the scope {@code outer}. */
    Live within(Live outer) {
        return this == AS_ITS_SECTION ? outer : this;
    }

    @Override
    public String toString() {
        return words;
    }
}

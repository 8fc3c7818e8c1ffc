package io.dirgate.certtool.directory;

/** How a setting of a directory stands, spelled as Directory Service spells it. */
enum Switch {
    Enabled,
    Disabled;

    static Switch of(boolean on) {
        return on ? Enabled : Disabled;
    }
}

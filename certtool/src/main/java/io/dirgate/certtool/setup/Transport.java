package io.dirgate.certtool.setup;

/** How the gateway reaches the directory, in the words of its configuration. */
enum Transport {
    plain,
    startTls,
    ldaps
}

/**
 * The configuration file: records of what it says, and the loader that reads it strictly. Knows no other room. Each setting's
 * default, range and meaning stand once, in its {@link io.dirgate.proxy.config.Setting}; nothing here opens a socket or reads a key.
 */
@NullMarked
package io.dirgate.proxy.config;

import org.jspecify.annotations.NullMarked;

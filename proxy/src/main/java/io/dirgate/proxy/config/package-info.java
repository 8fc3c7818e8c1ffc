/**
 * The configuration file: its records, and the loader that reads it strictly. Depends on no other room. The default,
 * range and meaning of each setting are defined once, in its {@link io.dirgate.proxy.config.Setting}. Nothing here
 * opens a socket or reads a key.
 */
@NullMarked
package io.dirgate.proxy.config;

import org.jspecify.annotations.NullMarked;

/**
 * Which directory servers there are: as configured, or as DNS says, asked again for as long as the gateway runs. Knows
 * {@code config} and {@code observe}; whether a server is well, and what becomes of sessions on one that is gone, is {@code backend}'s.
 */
@NullMarked
package io.dirgate.proxy.discovery;

import org.jspecify.annotations.NullMarked;

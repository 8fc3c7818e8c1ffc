/**
 * Which directory servers there are: as configured, or as DNS or AWS say, asked again for as long as the gateway runs.
 * Knows {@code config}, {@code aws} and {@code observe}; whether a server is well, and what becomes of sessions on one that is gone, is {@code backend}'s.
 */
@NullMarked
package io.dirgate.proxy.discovery;

import org.jspecify.annotations.NullMarked;

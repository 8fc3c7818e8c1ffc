/**
 * Finds the directory servers from the configuration, DNS or AWS, and repeats this while the gateway runs. Depends on
 * {@code config}, {@code aws} and {@code observe}. The room {@code backend} checks the health of the servers and moves
 * sessions away from removed ones.
 */
@NullMarked
package io.dirgate.proxy.discovery;

import org.jspecify.annotations.NullMarked;

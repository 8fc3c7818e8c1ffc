/**
 * Puts a root where the programs of this machine look for roots, and takes it out again: the system's store and Java's. Nothing here
 * judges a server; that is {@code pki}.
 */
@NullMarked
package io.dirgate.certtool.trust;

import org.jspecify.annotations.NullMarked;

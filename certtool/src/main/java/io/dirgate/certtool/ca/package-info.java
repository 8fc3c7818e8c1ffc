/**
 * A private CA in a folder: its files, its index, its CRL and the commands over them. Nothing here decides what stands in a
 * certificate; that is {@code pki}.
 */
@NullMarked
package io.dirgate.certtool.ca;

import org.jspecify.annotations.NullMarked;

/** Ordering and renewing from Pebble, the ACME test server. */
@NullMarked
package io.dirgate.certtool.acme;

import org.jspecify.annotations.NullMarked;

/** How long certificates have still to live, wherever they are, in one table for people and monitoring. */
@NullMarked
package io.dirgate.certtool.expiry;

import org.jspecify.annotations.NullMarked;

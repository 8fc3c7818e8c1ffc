/** The same keys and certificates in the form that each client and server wants them. */
@NullMarked
package io.dirgate.certtool.bundle;

import org.jspecify.annotations.NullMarked;

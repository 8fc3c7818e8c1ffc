/** Renewal of a served certificate: when it is due, who issues the new one, and where it is copied. */
@NullMarked
package io.dirgate.certtool.renew;

import org.jspecify.annotations.NullMarked;

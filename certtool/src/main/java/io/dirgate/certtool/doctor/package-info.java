/** Checks a whole installation. Combines the findings of other packages; no checks of its own. */
@NullMarked
package io.dirgate.certtool.doctor;

import org.jspecify.annotations.NullMarked;

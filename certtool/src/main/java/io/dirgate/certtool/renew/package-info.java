/** Keeping a served certificate fresh: when it is due, who issues the next one, and to whom it is handed. */
@NullMarked
package io.dirgate.certtool.renew;

import org.jspecify.annotations.NullMarked;

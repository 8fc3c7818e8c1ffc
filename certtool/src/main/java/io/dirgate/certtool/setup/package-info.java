/** From nothing to a served certificate that renews itself: other commands in their order, and the files that tie them together. */
@NullMarked
package io.dirgate.certtool.setup;

import org.jspecify.annotations.NullMarked;

/** The commands about directories against the strict stand-in, and the rules about certificates one by one. */
@NullMarked
package io.dirgate.certtool.directory;

import org.jspecify.annotations.NullMarked;

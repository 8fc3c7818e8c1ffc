/** The commands about ACM against the strict stand-in, and its rules one by one. */
@NullMarked
package io.dirgate.certtool.acm;

import org.jspecify.annotations.NullMarked;

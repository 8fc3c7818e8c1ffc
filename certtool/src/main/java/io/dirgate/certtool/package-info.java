@NullMarked
package io.dirgate.certtool;

import org.jspecify.annotations.NullMarked;

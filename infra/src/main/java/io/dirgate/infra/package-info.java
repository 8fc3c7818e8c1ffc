/** What the build needs to pack the programs: it is in no package itself. */
@NullMarked
package io.dirgate.infra;

import org.jspecify.annotations.NullMarked;

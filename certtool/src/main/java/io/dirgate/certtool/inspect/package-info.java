/** What is in a file or behind a port, told to a person; and whether a chain holds. Nothing here changes anything. */
@NullMarked
package io.dirgate.certtool.inspect;

import org.jspecify.annotations.NullMarked;

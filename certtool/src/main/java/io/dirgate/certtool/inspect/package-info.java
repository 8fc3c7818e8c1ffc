/** Shows the content of files and endpoints, and verifies chains. Changes nothing. */
@NullMarked
package io.dirgate.certtool.inspect;

import org.jspecify.annotations.NullMarked;

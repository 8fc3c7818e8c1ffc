/** Files are written completely or not at all, even if the tool is interrupted. Nothing here knows the meaning of the bytes. */
@NullMarked
package io.dirgate.certtool.files;

import org.jspecify.annotations.NullMarked;

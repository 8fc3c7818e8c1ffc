/** Files that appear whole or not at all, whatever interrupts the tool. Nothing here knows what the bytes mean. */
@NullMarked
package io.dirgate.certtool.files;

import org.jspecify.annotations.NullMarked;

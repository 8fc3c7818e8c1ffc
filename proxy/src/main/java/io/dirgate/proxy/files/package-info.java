/** Files that the gateway writes. Knows no other room. */
@NullMarked
package io.dirgate.proxy.files;

import org.jspecify.annotations.NullMarked;

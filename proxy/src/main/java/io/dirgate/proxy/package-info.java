@NullMarked
package io.dirgate.proxy;

import org.jspecify.annotations.NullMarked;

/**
 * A directory as a whole: its servers, how they are found, watched and reached. Puts {@code discovery}, {@code backend} and {@code tls}
 * together and changes them when the configuration does; sessions know only {@code backend}.
 */
@NullMarked
package io.dirgate.proxy.domain;

import org.jspecify.annotations.NullMarked;

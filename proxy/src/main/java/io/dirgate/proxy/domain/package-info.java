/**
 * One directory with all its parts: discovery, health checks and connections. Combines {@code discovery}, {@code
 * backend} and {@code tls} and changes them when the configuration changes. Sessions depend only on {@code backend}.
 */
@NullMarked
package io.dirgate.proxy.domain;

import org.jspecify.annotations.NullMarked;

/**
 * The directory servers, their health, and connections to them. Depends on {@code ldap}, {@code tls} and {@code
 * observe}. It knows clients and sessions only through {@link io.dirgate.proxy.backend.BackendConnection.Owner}.
 */
@NullMarked
package io.dirgate.proxy.backend;

import org.jspecify.annotations.NullMarked;

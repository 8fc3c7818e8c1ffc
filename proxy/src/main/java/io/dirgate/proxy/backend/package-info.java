/**
 * The directory servers: which there are, which are well, and connections to them. Knows {@code ldap}, {@code tls} and
 * {@code observe}; of clients and their sessions it knows nothing but the {@link io.dirgate.proxy.backend.BackendConnection.Owner}
 * that it reports to.
 */
@NullMarked
package io.dirgate.proxy.backend;

import org.jspecify.annotations.NullMarked;

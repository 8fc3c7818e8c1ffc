/**
 * Sockets: accepts client connections, counts them, and adds handlers before a session takes over. Depends on {@code
 * config} and {@code tls}, and on {@code session} through its factory. Knows only the first byte of LDAP.
 */
@NullMarked
package io.dirgate.proxy.net;

import org.jspecify.annotations.NullMarked;
